package dev.accrue.training.attempt;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.DatasetFile;
import dev.accrue.api.worker.Order;
import dev.accrue.training.data.SourceOpener;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.loop.MemoryTerms;
import dev.accrue.training.loop.Surroundings;
import dev.accrue.training.loop.TrainingSession;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.memory.MemoryAmount;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.ProcessMemory;
import dev.accrue.training.torch.TorchRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// What a trainer does while there is nothing to train: loads libtorch, and trains a tiny model on
/// noise by the same code as any job, so that classes are loaded, native code is linked and the
/// compiler has seen the loop. Nothing of it is left but that: draws are seeded anew by every
/// micro-batch, gradients and tensors are freed, and memory is given back. It ends early when an
/// assignment has come.
public final class WarmUp {

  private static final int OPTIMIZER_STEPS = 60;
  private static final int SAMPLES = 32;
  private static final int SIDE = 16;
  private static final int CLASSES = 4;

  private final BufferedReader input;
  private final Path directory;

  private WarmUp(BufferedReader input, Path directory) {
    this.input = input;
    this.directory = directory;
  }

  /// Warms up on the calling thread, which is to train later; ends the process when that fails.
  ///
  /// @param threads of libtorch, as the assignment will have
  /// @param input on which the assignment comes
  public static void run(int threads, BufferedReader input) {
    long begin = System.nanoTime();
    try {
      Path directory = Files.createTempDirectory("warm-up");
      try (TorchRuntime runtime = TorchRuntime.start(threads, directory)) {
        new WarmUp(input, directory).train(runtime);
      }
      NativeHeap.giveBack();
      TrainerLog.info(
          "stands by after %d ms, with %s of private memory"
              .formatted(
                  TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                  MemoryAmount.text(ProcessMemory.dataBytes())));
    } catch (IOException | RuntimeException | InterruptedException | OutOfMemoryError e) {
      TrainerLog.error("the warm-up failed", e);
      ProcessExit.FAILED.now(e.toString());
    }
  }

  private void train(TorchRuntime runtime) throws IOException, InterruptedException {
    JobSpec spec = spec();
    TrainingData data =
        SourceOpener.open(spec, noise(), file -> directory.resolve(file.sha256()), directory);
    try (TrainingSession session = TrainingSession.begin(runtime, spec, OPTIMIZER_STEPS, data)) {
      session.train((series, state, value) -> {}, new UntilAssigned(), MemoryTerms.unlimited());
    }
  }

  /// A bit of everything that jobs often use.
  private static JobSpec spec() {
    return CanonicalSpec.read(
        """
        {"apiVersion": "accrue/v1", "name": "warm-up", "team": "none",
         "model": {"architecture": "cnn", "channels": [4], "hidden": [8], "batchNorm": true,
                   "dropout": 0.1},
         "data": {"dataset": "noise", "trainSplit": "train", "validationSplit": "test"},
         "training": {
           "batch": {"effective": 8, "micro": 4}, "optimizerSteps": %d,
           "optimizer": {"name": "adamw", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
                         "weightDecay": 0.01},
           "learningRate": 0.001, "seed": 1, "lossNormalization": "window", "lastWindow": "step",
           "batchNormMomentum": "adjusted", "precision": "fp32", "maxSkippedStepsInARow": 3},
         "checkpoints": {"everyOptimizerSteps": 100, "keepLast": 1}, "retries": {"max": 0}}
        """
            .formatted(OPTIMIZER_STEPS));
  }

  /// Small images without a meaning, in the folder.
  private List<DatasetFile> noise() throws IOException {
    Random random = new Random(1);
    List<DatasetFile> files = new ArrayList<>();
    for (String split : List.of("train", "test")) {
      byte[] images = new byte[16 + SAMPLES * SIDE * SIDE];
      random.nextBytes(images);
      ByteBuffer.wrap(images).putInt(0x0803).putInt(SAMPLES).putInt(SIDE).putInt(SIDE);
      byte[] labels = new byte[8 + SAMPLES];
      ByteBuffer.wrap(labels).putInt(0x0801).putInt(SAMPLES);
      for (int sample = 0; sample < SAMPLES; sample++) {
        labels[8 + sample] = (byte) (sample % CLASSES);
      }
      files.add(file(split, "FEATURES", images));
      files.add(file(split, "TARGETS", labels));
    }
    return files;
  }

  private DatasetFile file(String split, String role, byte[] content) throws IOException {
    String sha256 = Sha256.of(ByteBuffer.wrap(content));
    Files.write(directory.resolve(sha256), content);
    return new DatasetFile(split, role, "IDX", List.of(), content.length, sha256);
  }

  /// Lets the training end at a step boundary once somebody has written to the pipe.
  private final class UntilAssigned implements Surroundings {

    @Override
    public Order order() {
      try {
        return input.ready() ? Order.CANCEL : Order.CONTINUE;
      } catch (IOException e) {
        return Order.CANCEL;
      }
    }

    @Override
    public void stepDone(TrainingState state) {
      // Nothing is saved.
    }

    @Override
    public void event(String kind, String sentence) {
      // Nobody is to know.
    }
  }
}
