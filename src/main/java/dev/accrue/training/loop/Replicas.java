package dev.accrue.training.loop;

import dev.accrue.training.torch.ReplicaLink;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// A job's model on several devices. The first replica's model is the one that is trained, saved
/// and measured; the others get its parameters and statistics before each window, and their
/// gradients are added to its own once per window, in their order, so that equal runs give equal
/// bits.
///
/// BatchNorm: a replica with k_r of a window's k micro-batches forgets in these as much as one
/// device would in the whole window, and the model's statistics become the average over the
/// replicas by k_r / k. So the share of the old statistics that is left per optimizer step does not
/// depend on the number of devices, and each micro-batch weighs as much as on one, but for its
/// place in the window. Gradients are not concerned: they take the statistics of micro-batches.
///
/// libtorch has one random generator for all CPU threads. A model that draws takes turns in its
/// forwards, each of which seeds anew, so that draws depend on nothing else.
final class Replicas implements AutoCloseable {

  private final List<Replica> all;
  private final List<ReplicaLink> links;
  private final List<Future<Void>> running = new ArrayList<>();
  private final boolean draws;

  private Replicas(List<Replica> all, List<ReplicaLink> links, boolean draws) {
    this.all = List.copyOf(all);
    this.links = List.copyOf(links);
    this.draws = draws;
  }

  /// The model on its one device, driven by the caller's thread.
  static Replicas alone() {
    return new Replicas(List.of(), List.of(), false);
  }

  /// Replicas on several devices.
  ///
  /// @param models the first is the one that is trained
  /// @param tasks for each of the models
  /// @param draws whether forwards draw at random
  static Replicas of(
      TorchRuntime runtime, List<TrainableModel> models, List<Tasks> tasks, boolean draws) {
    List<Replica> all = new ArrayList<>();
    List<ReplicaLink> links = new ArrayList<>();
    Lock turns = new ReentrantLock();
    for (int number = 0; number < models.size(); number++) {
      all.add(new Replica(number, models.get(number), tasks.get(number)));
      if (draws) {
        tasks.get(number).takeTurns(turns);
      }
      if (number > 0) {
        links.add(new ReplicaLink(runtime, models.getFirst(), models.get(number)));
      }
    }
    return new Replicas(all, links, draws);
  }

  boolean several() {
    return all.size() > 1;
  }

  /// Whether a forward draws; known only where there are several.
  boolean draws() {
    return draws;
  }

  /// Gives every replica the model's parameters and statistics, and its share of the forgetting.
  ///
  /// @param exponent what BatchNorm forgets in the whole window: the old statistics keep the share
  ///   `(1 - m)^exponent`
  /// @param forwards per micro-batch
  void begin(int microBatches, double exponent, int forwards) {
    links.forEach(ReplicaLink::copyToReplica);
    for (int number = 0; number < all.size(); number++) {
      int own = dealt(microBatches, number);
      if (own > 0) {
        all.get(number).model().batchNormExponent(exponent / own / forwards);
      }
    }
  }

  /// How many of the window's micro-batches a replica gets.
  private int dealt(int microBatches, int number) {
    return (microBatches - number + all.size() - 1) / all.size();
  }

  /// Work with a replica's model and losses.
  @FunctionalInterface
  interface Work {
    void run(TrainableModel model, Tasks tasks);
  }

  /// Deals a micro-batch to the replica whose turn it is. Returns before it is done.
  void deal(int microBatchIndex, Work work) throws InterruptedException {
    stayClose();
    Replica replica = all.get(microBatchIndex % all.size());
    running.add(
        replica.run(() -> {
          work.run(replica.model(), replica.tasks());
          return null;
        }));
  }

  /// Deals no further ahead than two micro-batches per replica, so that a cancel takes effect soon.
  private void stayClose() throws InterruptedException {
    int behind = running.size() - 2 * all.size();
    if (behind >= 0) {
      try {
        running.get(behind).get();
      } catch (ExecutionException e) {
        // Told when all have ended.
      }
    }
  }

  /// Waits for the window's micro-batches, and brings what the replicas did to the model.
  ///
  /// @throws RuntimeException the first failure of a micro-batch, when all have ended
  void gather(int microBatches) throws InterruptedException {
    await();
    if (!links.isEmpty()) {
      links.getFirst().scaleModelStatistics(share(microBatches, 0));
    }
    for (int number = 1; number < all.size(); number++) {
      ReplicaLink link = links.get(number - 1);
      link.addToModel();
      if (dealt(microBatches, number) > 0) {
        link.addStatistics(share(microBatches, number));
      }
    }
  }

  private double share(int microBatches, int number) {
    return dealt(microBatches, number) / (double) microBatches;
  }

  private void await() throws InterruptedException {
    Throwable first = null;
    for (Future<Void> micro : running) {
      try {
        micro.get();
      } catch (ExecutionException e) {
        first = first == null ? e.getCause() : first;
      }
    }
    running.clear();
    switch (first) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a micro-batch failed", first);
    }
  }

  /// Each task's loss over the window: the sum of the replicas'.
  List<Double> takeWindowLosses() {
    List<Double> sums = new ArrayList<>(all.getFirst().tasks().takeWindowLosses());
    for (Replica replica : all.subList(1, all.size())) {
      List<Double> own = replica.tasks().takeWindowLosses();
      for (int task = 0; task < own.size(); task++) {
        sums.set(task, sums.get(task) + own.get(task));
      }
    }
    return sums;
  }

  /// Forgets what replicas other than the first did in a window that does not come to its end.
  void drop() {
    try {
      await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // The window is dropped for this or for an earlier reason.
    }
    links.forEach(ReplicaLink::clearReplica);
    all.stream().skip(1).forEach(replica -> replica.tasks().takeWindowLosses());
  }

  /// Dropout passes and BatchNorm takes its running statistics.
  void evaluationMode() {
    all.stream().skip(1).forEach(replica -> replica.model().evaluationMode());
  }

  /// Dropout drops and BatchNorm follows the batch.
  void trainingMode() {
    all.stream().skip(1).forEach(replica -> replica.model().trainingMode());
  }

  /// Ends the threads and frees the replicas beside the first, which is the session's own.
  @Override
  public void close() {
    all.forEach(Replica::close);
    links.forEach(ReplicaLink::close);
    all.stream()
        .skip(1)
        .forEach(replica -> {
          replica.tasks().close();
          replica.model().close();
        });
  }
}
