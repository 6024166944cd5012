package dev.accrue.training.attempt;

import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.spec.WhenBusy;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Decides when checkpoints are taken, and takes them. Training waits for the copy of the tensors
/// and for nothing else: hashing and upload happen on a thread of their own, one checkpoint at a
/// time. What becomes of one that falls due meanwhile, the spec's `whenBusy` says. One that is
/// taken because its validation is among the best cannot be taken later: it waits, or is skipped.
final class CheckpointSaver {

  private final CheckpointUpload upload;
  private final TrainingTensors tensors;
  private final Path directory;
  private final MeasuredValues measured;
  private final EventSender events;
  private final long everyOptimizerSteps;
  private final WhenBusy whenBusy;
  private final BestSoFar best;
  private final ExecutorService thread = EarlyThreads.start("checkpoint-saver", 1);
  private Future<?> saving = CompletableFuture.completedFuture(null);
  private long begunOptimizerStep;
  private long dueOptimizerStep;
  private long skipped;
  private volatile boolean refused;

  /// One for an attempt that begins.
  ///
  /// @param directory for copies of all tensors where shared memory has no room
  /// @param startOptimizerStep of which there is a checkpoint, or nothing to save
  CheckpointSaver(
      CheckpointUpload upload,
      TrainingTensors tensors,
      Path directory,
      MeasuredValues measured,
      EventSender events,
      CheckpointSpec spec,
      long startOptimizerStep) {
    this.upload = upload;
    this.tensors = tensors;
    this.directory = directory;
    this.measured = measured;
    this.events = events;
    this.everyOptimizerSteps = spec.everyOptimizerSteps();
    this.whenBusy = spec.whenBusy() == null ? WhenBusy.LATER : spec.whenBusy();
    this.best = new BestSoFar(spec.keepBest());
    this.begunOptimizerStep = startOptimizerStep;
    this.dueOptimizerStep = startOptimizerStep + everyOptimizerSteps;
  }

  /// Begins a checkpoint of this state if one is due and may be taken now.
  void stepDone(TrainingState state) throws InterruptedException {
    boolean amongBest = best.isAmong(measured.at(state.optimizerStep()));
    if (!amongBest && state.optimizerStep() < dueOptimizerStep) {
      return;
    }
    if (saving.isDone()) {
      begin(state);
      return;
    }
    switch (whenBusy) {
      case WAIT -> begin(state);
      case SKIP -> skip(state);
      case LATER -> {
        if (amongBest) {
          begin(state);
        }
      }
    }
  }

  /// Saves this state unless it is saved already, and waits until the server has it.
  ///
  /// @return false when the team has no room for it
  boolean saveLast(TrainingState state) throws InterruptedException {
    if (begunOptimizerStep != state.optimizerStep()) {
      begin(state);
    }
    awaitSaving();
    return !refused;
  }

  private void begin(TrainingState state) throws InterruptedException {
    awaitSaving();
    TrainingTensors.Copies copies = tensors.copy(directory);
    Map<String, Double> metrics = measured.at(state.optimizerStep());
    begunOptimizerStep = state.optimizerStep();
    dueOptimizerStep = begunOptimizerStep + everyOptimizerSteps;
    saving =
        thread.submit(() -> {
          try (copies) {
            save(state, copies.all(), metrics);
          }
          return null;
        });
  }

  /// A checkpoint that the team has no room for is one less: training goes on, and the next one is
  /// tried when it is due.
  private void save(
      TrainingState state, List<TrainingTensors.Copy> copies, Map<String, Double> metrics)
      throws InterruptedException {
    refused = false;
    try {
      upload.save(state, copies, metrics);
    } catch (ServerRefusedException e) {
      if (!e.is(ServerRefusedException.QUOTA_EXCEEDED)) {
        throw e;
      }
      refused = true;
      events.send("CHECKPOINT_REFUSED", e.detail());
    }
  }

  /// Told at the 1st, 2nd, 4th, 8th, ... of them.
  private void skip(TrainingState state) {
    dueOptimizerStep = state.optimizerStep() + everyOptimizerSteps;
    skipped++;
    if (Long.bitCount(skipped) == 1) {
      events.send(
          "CHECKPOINT_SKIPPED",
          "the checkpoint at optimizer step %d was skipped: the one at step %d was still being saved (%d skipped since the attempt began)"
              .formatted(state.optimizerStep(), begunOptimizerStep, skipped));
    }
  }

  private void awaitSaving() throws InterruptedException {
    try {
      saving.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a checkpoint could not be saved", e.getCause());
    }
  }
}
