package dev.accrue.training.bench;

import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What checkpoints cost training and its machine, but for the network: the copy while training
/// waits, and the hashing on a thread of its own.
final class CheckpointWork {

  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
  private static final long EVERY_OPTIMIZER_STEPS = 100;

  private final TrainingTensors tensors;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
  private Future<?> saving = CompletableFuture.completedFuture(null);

  CheckpointWork(TrainingTensors tensors) {
    this.tensors = tensors;
  }

  void stepDone(TrainingState state) {
    if (state.optimizerStep() % EVERY_OPTIMIZER_STEPS == 0 && saving.isDone()) {
      TrainingTensors.Copies copies = tensors.copy(TEMPORARY);
      saving = thread.submit(() -> hash(copies));
    }
  }

  private static int hash(TrainingTensors.Copies taken) {
    try (TrainingTensors.Copies copies = taken) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      copies.all().forEach(copy -> sha256.update(copy.value().bytes()));
      return sha256.digest().length;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
