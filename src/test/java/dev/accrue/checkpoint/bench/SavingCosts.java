package dev.accrue.checkpoint.bench;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.attempt.CheckpointTransfer;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.loop.Surroundings;
import dev.accrue.training.loop.TrainingSession;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Files;
import java.nio.file.Path;

/// Trains a model of 2 million parameters with the trainer's loop and its saver, which saves every
/// 50 optimizer steps to a real server.
final class SavingCosts {

  private static final long EVERY_OPTIMIZER_STEPS = 50;

  /// What is stored does not depend on how long it was trained.
  private static final long FROZEN_EVERY_OPTIMIZER_STEPS = 5;

  private static final Jobs JOB =
      Jobs.mlp()
          .with(
              "model", "{\"architecture\": \"mlp\", \"hidden\": [1024, 1024, 99], \"dropout\": 0}")
          .batch(256, 64);

  private final CheckpointTransfer trainer;
  private final String specSha256;
  private final Path scratch;

  /// Saves as an attempt of the job with this digest, whose spec is not what is trained here.
  SavingCosts(CheckpointTransfer trainer, String specSha256, Path scratch) {
    this.trainer = trainer;
    this.specSha256 = specSha256;
    this.scratch = scratch;
  }

  /// Trains all parameters with Adam, whose state makes a checkpoint as large as it gets.
  ///
  /// @param warmUp how many optimizer steps are trained before the clock starts
  /// @return the part of the time that the loop waited for its saver
  double stall(long warmUp, long optimizerSteps) throws Exception {
    Jobs job =
        JOB.optimizer(
            "{\"name\": \"adam\", \"beta1\": 0.9, \"beta2\": 0.999, \"epsilon\": 1e-8, \"weightDecay\": 0}",
            1e-3);
    return train(job, warmUp, warmUp + optimizerSteps, EVERY_OPTIMIZER_STEPS).waited();
  }

  /// Trains the last layers only, which with their momentum are a tenth of a checkpoint, and saves
  /// twice.
  void trainFrozen() throws Exception {
    Jobs job = JOB.with("training.freeze", "[\"layers.1.*\", \"layers.3.*\"]");
    train(job, 0, 2 * FROZEN_EVERY_OPTIMIZER_STEPS, FROZEN_EVERY_OPTIMIZER_STEPS);
  }

  private Saving train(Jobs job, long warmUp, long optimizerSteps, long saveEvery)
      throws Exception {
    JobSpec spec = job.steps(optimizerSteps).spec();
    Path programs = Files.createTempDirectory(scratch, "programs");
    TrainingData data =
        TrainingData.idx(
            Mnist.train(), Mnist.few(Files.createTempDirectory(scratch, "few")), ElementType.F32);
    try (TorchRuntime runtime = TestRuntime.start(programs);
        TrainingSession session = TrainingSession.begin(runtime, spec, optimizerSteps, data)) {
      Saving saving = new Saving(trainer.saver(session.tensors(), saveEvery, specSha256), warmUp);
      session.train((series, state, value) -> {}, saving);
      saving.saver.saveLast();
      return saving;
    }
  }

  /// Measures what the saver takes of each step.
  private static final class Saving implements Surroundings {

    private final CheckpointTransfer.Saver saver;
    private final long warmUp;
    private long begunNanos;
    private long lastNanos;
    private long waitedNanos;

    Saving(CheckpointTransfer.Saver saver, long warmUp) {
      this.saver = saver;
      this.warmUp = warmUp;
    }

    double waited() {
      return (double) waitedNanos / (lastNanos - begunNanos);
    }

    @Override
    public void stepDone(TrainingState state) throws InterruptedException {
      long before = System.nanoTime();
      saver.stepDone(state);
      lastNanos = System.nanoTime();
      if (state.optimizerStep() == warmUp) {
        begunNanos = lastNanos;
      } else if (state.optimizerStep() > warmUp) {
        waitedNanos += lastNanos - before;
      }
    }

    @Override
    public Order order() {
      return Order.CONTINUE;
    }

    @Override
    public void event(String kind, String sentence) {
      System.err.println(kind + ": " + sentence);
    }
  }
}
