package dev.accrue.training.loop;

import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A model on one device, its losses, and the thread that drives both.
final class Replica implements AutoCloseable {

  private final TrainableModel model;
  private final Tasks tasks;
  private final ExecutorService thread;

  /// @param number from 0
  /// @param threads of its operators; 0 for as many as libtorch gives
  Replica(int number, TrainableModel model, Tasks tasks, int threads) {
    this.model = model;
    this.tasks = tasks;
    this.thread =
        Executors.newSingleThreadExecutor(work ->
            Thread.ofPlatform()
                .name("replica-" + number)
                .daemon()
                .unstarted(() -> {
                  TorchRuntime.prepareThread();
                  if (threads > 0) {
                    TorchRuntime.useThreads(threads);
                  }
                  work.run();
                }));
  }

  TrainableModel model() {
    return model;
  }

  Tasks tasks() {
    return tasks;
  }

  /// Does something on the replica's thread, after all that it was given before.
  Future<Void> run(Callable<Void> work) {
    return thread.submit(work);
  }

  /// Ends the thread; model and losses belong to others.
  @Override
  public void close() {
    thread.close();
  }
}
