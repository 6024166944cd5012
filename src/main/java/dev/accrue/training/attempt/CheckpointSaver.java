package dev.accrue.training.attempt;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Saves checkpoints. Training waits for the copy of the tensors and for nothing else: hashing and
/// upload happen on a thread of their own, one checkpoint at a time. One that falls due while
/// another is on its way is taken at the first step boundary after it. The points up to a
/// checkpoint reach the server before it, so that a resumed curve has no gap.
final class CheckpointSaver {

  private final AttemptApi api;
  private final CheckpointUpload upload;
  private final PointSender points;
  private final TrainingTensors tensors;
  private final long everyOptimizerSteps;
  private final String specSha256;
  private final Map<String, String> libraryVersions;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("checkpoint-saver").daemon().factory());
  private Future<?> saving = CompletableFuture.completedFuture(null);
  private long savedOptimizerStep;

  CheckpointSaver(
      AttemptApi api,
      PointSender points,
      TrainingTensors tensors,
      long everyOptimizerSteps,
      String specSha256,
      Map<String, String> libraryVersions,
      long savedOptimizerStep) {
    this.api = api;
    this.upload = new CheckpointUpload(api);
    this.points = points;
    this.tensors = tensors;
    this.everyOptimizerSteps = everyOptimizerSteps;
    this.specSha256 = specSha256;
    this.libraryVersions = libraryVersions;
    this.savedOptimizerStep = savedOptimizerStep;
  }

  /// Begins a checkpoint of this state if one is due and none is on its way.
  void stepDone(TrainingState state) throws InterruptedException {
    boolean due = state.optimizerStep() - savedOptimizerStep >= everyOptimizerSteps;
    if (due && saving.isDone()) {
      begin(state);
    }
  }

  /// Saves this state unless it is saved already, and waits until the server has it.
  void saveLast(TrainingState state) throws InterruptedException {
    if (savedOptimizerStep != state.optimizerStep()) {
      begin(state);
    }
    awaitSaving();
  }

  private void begin(TrainingState state) throws InterruptedException {
    awaitSaving();
    List<TrainingTensors.Copy> copies = tensors.copy();
    savedOptimizerStep = state.optimizerStep();
    saving =
        thread.submit(() -> {
          save(state, copies);
          return null;
        });
  }

  private void awaitSaving() throws InterruptedException {
    try {
      saving.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a checkpoint could not be saved", e.getCause());
    }
  }

  private void save(TrainingState state, List<TrainingTensors.Copy> copies)
      throws InterruptedException {
    List<TensorEntry> entries = upload.send(copies);
    points.flush();
    api.checkpoint(
        new CheckpointManifest(
            state.optimizerStep(), state.position(), specSha256, libraryVersions, entries));
    TrainerLog.info("saved a checkpoint at optimizer step " + state.optimizerStep());
  }
}
