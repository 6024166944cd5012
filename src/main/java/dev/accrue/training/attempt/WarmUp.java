package dev.accrue.training.attempt;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.api.worker.TrainerStart;
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
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// What a trainer does while there is nothing to train: loads libtorch, and lives a tiny attempt on
/// noise by the same code as any, so that classes are loaded, native code is linked and the
/// compiler has seen the loops. Nothing of it is left but that: draws are seeded anew by every
/// micro-batch, tensors are freed, and memory is given back. It ends early when an assignment has
/// come.
public final class WarmUp {

  static final int OPTIMIZER_STEPS = 60;

  private static final long TRUSTED_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int TRAINED_SAMPLES = 2_000;
  private static final int VALIDATED_SAMPLES = 64;
  private static final int SIDE = 28;
  private static final int CLASSES = 4;

  /// A data set's file is digested before it is used; the compiler needs some to see how.
  private static final int DIGESTED_BYTES = 1 << 22;

  private static final int DIGESTS = 4;

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
      WarmUp warmUp = new WarmUp(input, directory);
      try (TorchRuntime runtime = TorchRuntime.start(threads, directory)) {
        if (!warmUp.assigned()) {
          warmUp.train(runtime, threads);
        }
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

  private void train(TorchRuntime runtime, int threads) throws IOException, InterruptedException {
    JsonMapper json = JsonMapper.builder().build();
    try (WarmUpServer server = WarmUpServer.of(spec(), json)) {
      addNoise(server);
      TrainerStart start = start(server.start(), threads);
      Lease lease = Lease.until(start.leaseTrustedUntilNanos());
      AttemptApi api = new AttemptApi(new ServerConnection(start, lease), json);
      AttemptDescription description = api.describe();
      BlobCache cache = new BlobCache(directory.resolve("cache"), api);
      TrainingData data =
          SourceOpener.open(
              description.spec(),
              description.files(),
              file -> cache.fetch(file.sha256()),
              directory);
      try (TrainingSession session =
          TrainingSession.begin(runtime, description.spec(), OPTIMIZER_STEPS, data)) {
        session.train((series, state, value) -> {}, new UntilAssigned(), MemoryTerms.unlimited());
      }
      api.points(points());
    }
    for (int digest = 0; digest < DIGESTS && !assigned(); digest++) {
      Sha256.of(ByteBuffer.allocate(DIGESTED_BYTES));
    }
  }

  private boolean assigned() throws IOException {
    return input.ready();
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

  /// An assignment without a secret: the server that it names is this process.
  private TrainerStart start(URI server, int threads) {
    UUID nobody = new UUID(0, 0);
    return new TrainerStart(
        server,
        nobody,
        nobody,
        0,
        "none",
        DeviceKind.CPU,
        List.of(0),
        directory.toString(),
        directory.toString(),
        threads,
        null,
        System.nanoTime() + TRUSTED_NANOS);
  }

  /// Small images without a meaning.
  private static void addNoise(WarmUpServer server) {
    addNoise(server, "train", TRAINED_SAMPLES);
    addNoise(server, "test", VALIDATED_SAMPLES);
  }

  private static void addNoise(WarmUpServer server, String split, int samples) {
    byte[] images = new byte[16 + samples * SIDE * SIDE];
    new Random(samples).nextBytes(images);
    ByteBuffer.wrap(images).putInt(0x0803).putInt(samples).putInt(SIDE).putInt(SIDE);
    byte[] labels = new byte[8 + samples];
    ByteBuffer.wrap(labels).putInt(0x0801).putInt(samples);
    for (int sample = 0; sample < samples; sample++) {
      labels[8 + sample] = (byte) (sample % CLASSES);
    }
    server.add(split, "FEATURES", images);
    server.add(split, "TARGETS", labels);
  }

  private static PointBatch points() {
    SeriesPoints loss =
        new SeriesPoints("train/loss", List.of(1L), List.of(0.5), List.of(8L), List.of(0L));
    return new PointBatch(1, List.of(loss));
  }

  /// Lets the training end at a step boundary once somebody has written to the pipe.
  private final class UntilAssigned implements Surroundings {

    @Override
    public Order order() {
      try {
        return assigned() ? Order.CANCEL : Order.CONTINUE;
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
