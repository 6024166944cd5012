package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.model.Draws;
import dev.accrue.training.script.Modules;
import dev.accrue.training.script.SafeTensorsWriter;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A tiny job of every data format, every architecture and every way to train, each through upload,
/// submission, scheduling, a worker's trainer, curves and checkpoints. All are submitted at once
/// and run on two workers: the platform's own, and one that joined with two slots.
class EveryKindOfJobIT {

  private static final int STEPS = 3;

  @TempDir static Path directory;
  private static RunningPlatform platform;
  private static PlatformClient client;
  private static Process secondWorker;
  private static final Map<Kind, UUID> JOBS = new LinkedHashMap<>();

  /// A job to submit.
  ///
  /// @param event what has to be among its events; empty for nothing
  private record Kind(
      String name, String model, String data, String training, String more, String event) {

    static Kind of(String name, String model, String data, String training) {
      return new Kind(name, model, data, training, "", "");
    }

    Kind with(String more) {
      return new Kind(name, model, data, training, more, event);
    }

    Kind telling(String event) {
      return new Kind(name, model, data, training, more, event);
    }

    String yaml() {
      String batch = training.contains("batch:") ? "" : "batch: {effective: 12, micro: 5}, ";
      return """
      apiVersion: accrue/v1
      name: %s
      model: {architecture: %s}
      data: {dataset: %s}
      training: {%soptimizerSteps: %d, seed: 11%s}
      checkpoints: {everyOptimizerSteps: 2}
      retries: {max: 0}
      %s
      """
          .formatted(
              name, model, data, batch, STEPS, training.isEmpty() ? "" : ", " + training, more);
    }
  }

  private static List<Kind> kinds() {
    String split = ", validationFraction: 0.25";
    String tasks =
        "tasks: [{name: kind, target: kind}, {name: height, target: height, weight: 0.5, loss: huber}]";
    return List.of(
        Kind.of("first", "mlp, hidden: [8]", "idx", "freeze: [\"*.bias\"]"),
        Kind.of(
            "idx-cnn",
            "cnn, channels: [4], hidden: [8], dropout: 0.1",
            "idx",
            "recalibrationSamples: 20, loss: {name: cross-entropy, labelSmoothing: 0.1}"),
        Kind.of(
            "npy-vit",
            "vit, patch: 4, width: 8, depth: 1, heads: 2",
            "npy" + split,
            "optimizer: {name: lamb}, clipping: {norm: 1}"),
        Kind.of(
                "npz-layers",
                "layers, layers: [{type: conv2d, outputs: 4}, {type: groupnorm, groups: 2},"
                    + " {type: relu}, {type: flatten}, {type: residual, layers: [{type: linear,"
                    + " outputs: 144}, {type: gelu}]}, {type: head}]",
                "npz, features: [x], target: kind" + split,
                "checkEquivalence: true, optimizer: {name: lion}, learningRate: 0.0005")
            .telling("EQUIVALENCE_CHECKED"),
        Kind.of(
                "csv-mlp-auto",
                "mlp, hidden: [8]",
                "csv, target: price" + split,
                "batch: {effective: 12, micro: auto}, loss: huber, metrics: [mae, r2],"
                    + " ema: {decay: 0.9}")
            .telling("MICRO_BATCH_FITTED"),
        Kind.of(
            "parquet-mlp",
            "mlp, hidden: [8]",
            "parquet, features: [age, level, price, colour], target: kind" + split,
            "optimizer: {name: adamw}"),
        Kind.of(
            "json-lines-mlp",
            "mlp, hidden: [8], dropout: 0.2",
            "json-lines, target: kind" + split,
            "batch: {effective: [{fromOptimizerStep: 0, effective: 6},"
                + " {fromOptimizerStep: 2, effective: 12}], micro: 5}, optimizer: {name: rmsprop},"
                + " lastWindow: carry, parameterGroups: [{match: \"*.bias\", weightDecay: 0}]"),
        Kind.of(
            "bytes-transformer-bf16",
            "transformer-lm, width: 8, depth: 1, heads: 2",
            "prose, text: {tokenizer: bytes, sequenceLength: 16}" + split,
            "precision: bf16, schedule: {name: one-cycle}"),
        Kind.of(
            "bpe-transformer",
            "transformer-lm, width: 8, depth: 1, heads: 2, dropout: 0.1",
            "prose, text: {tokenizer: bpe, vocabulary: 270, sequenceLength: 8}" + split,
            "optimizer: {name: adam}, beta2Scaling: {referenceBatch: 6}"),
        Kind.of(
            "photos-resnet",
            "resnet, width: 4",
            "photos, image: {height: 16, width: 16, cropPadding: 2, flip: true}" + split,
            "optimizer: {name: sgd, momentum: 0.9}, schedule: {name: cosine,"
                + " warmupOptimizerSteps: 1}"),
        Kind.of(
            "padded-lstm",
            "lstm, embedding: 4, hidden: 8",
            "sentences, text: {tokenizer: bytes, sequenceLength: 64}, target: label" + split,
            "optimizer: {name: adagrad}"),
        Kind.of(
            "padded-transformer",
            "transformer-lm, width: 8, depth: 1, heads: 2",
            "lines, text: {tokenizer: bpe, vocabulary: 260, sequenceLength: 64}" + split,
            "clipping: {value: 0.5}"),
        Kind.of(
            "vectors-gru",
            "gru, hidden: 8, depth: 2, dropout: 0.1",
            "vectors" + split,
            "lastWindow: drop, precision: fp64"),
        Kind.of(
            "torchscript",
            "torchscript, module: net",
            "digits" + split,
            "batchNormMomentum: as-is, adviseEveryOptimizerSteps: 1"),
        Kind.of(
            "torchscript-two-outputs",
            "torchscript, module: two",
            "digits-and-parity, features: [x]" + split,
            "tasks: [{name: digit, target: digit}, {name: parity, target: parity}]"),
        Kind.of("two-heads-joint", "mlp, hidden: [8]", "npz, features: [x]" + split, tasks)
            .telling("MEMORY_MEASURED"),
        Kind.of(
                "two-heads-sequential",
                "cnn, channels: [4], hidden: []",
                "npz, features: [x]" + split,
                tasks + ", backward: sequential")
            .telling("MEMORY_MEASURED"),
        Kind.of(
            "two-models",
            "none",
            "npz, features: [x]" + split,
            "tasks: [{name: kind, target: kind, head: {architecture: mlp, hidden: [8]}},"
                + " {name: height, target: height, head: {architecture: cnn, channels: [4]}}]"),
        Kind.of(
                "two-devices",
                "cnn, channels: [4], hidden: [8], dropout: 0.1",
                "idx",
                "batch: {effective: 24, micro: 5}")
            .with("resources: {devices: 2}"));
  }

  @BeforeAll
  static void submitAll() throws Exception {
    platform = RunningPlatform.start(directory.resolve("data"));
    client = platform.client();
    secondWorker = platform.addWorker("second", 2);
    upload(new GeneratedFiles(17));
    for (Kind kind : kinds()) {
      JOBS.put(kind, client.submit(kind.yaml()).id());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      secondWorker.destroyForcibly().waitFor();
    } finally {
      platform.stop();
    }
  }

  private static void upload(GeneratedFiles files) throws IOException {
    client.createDataset(
        "idx",
        "IDX",
        Map.of(
            "train/FEATURES",
            files.idxImages(48, 8),
            "train/TARGETS",
            GeneratedFiles.idxKinds(48, 3),
            "test/FEATURES",
            files.idxImages(16, 8),
            "test/TARGETS",
            GeneratedFiles.idxKinds(16, 3)));
    pair("digits", "IDX", files.idxImages(30, 28), GeneratedFiles.idxKinds(30, 10));
    pair("npy", "NPY", files.npyReals(40, "1, 8, 8"), GeneratedFiles.npyKinds(40, 3));
    pair("vectors", "NPY", files.npyReals(40, "5, 4"), GeneratedFiles.npyKinds(40, 3));
    whole(
        "npz",
        "NPZ",
        GeneratedFiles.npz(
            Map.of(
                "x", files.npyReals(40, "1, 8, 8"),
                "kind", GeneratedFiles.npyKinds(40, 3),
                "height", files.npyReals(40))));
    whole(
        "digits-and-parity",
        "NPZ",
        GeneratedFiles.npz(
            Map.of(
                "x", files.npyReals(30, "1, 28, 28"),
                "digit", GeneratedFiles.npyKinds(30, 10),
                "parity", GeneratedFiles.npyKinds(30, 2))));
    whole("csv", "CSV", files.csv(40));
    whole("parquet", "PARQUET", resource("/parquet/snappy.parquet"));
    whole("json-lines", "JSON_LINES", files.jsonLines(40));
    whole("sentences", "JSON_LINES", files.sentences(40, false));
    whole("lines", "JSON_LINES", files.sentences(40, true));
    whole("prose", "TEXT", files.prose(40));
    whole("photos", "IMAGES_ZIP", files.photos(10));
    client.createModel("net", ModelKind.TORCHSCRIPT, Modules.bytes("cnn-scripted"));
    client.createModel("two", ModelKind.TORCHSCRIPT, Modules.bytes("two-outputs"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream file = EveryKindOfJobIT.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }

  private static void pair(String name, String format, byte[] features, byte[] targets) {
    client.createDataset(
        name, format, Map.of("train/FEATURES", features, "train/TARGETS", targets));
  }

  private static void whole(String name, String format, byte[] samples) {
    client.createDataset(name, format, Map.of("train/SAMPLES", samples));
  }

  @TestFactory
  Stream<DynamicTest> trainsToItsEnd() {
    return JOBS.entrySet().stream()
        .map(job ->
            DynamicTest.dynamicTest(
                job.getKey().name(), () -> assertTrained(job.getValue(), job.getKey().event())));
  }

  @Test
  void startsFromUploadedWeightsAndFromACheckpoint() throws Exception {
    UUID first = id("first");
    client.awaitSuccess(first);
    client.createModel("weights", ModelKind.SAFETENSORS, weightsLike(client.finalModel(first)));
    Kind uploaded =
        Kind.of("uploaded-weights", "mlp, hidden: [8]", "idx", "schedule: {name: linear}")
            .with("initialWeights: {weights: weights}");
    Kind continued =
        Kind.of(
                "checkpoint-weights",
                "mlp, hidden: [8]",
                "idx",
                "schedule: {name: step, everyOptimizerSteps: 2}")
            .with(
                "initialWeights: {checkpoint: %s}".formatted(client.newestCheckpoint(first).id()));
    UUID one = client.submit(uploaded.yaml()).id();
    UUID other = client.submit(continued.yaml()).id();
    assertTrained(one, "WEIGHTS_LOADED");
    assertTrained(other, "WEIGHTS_LOADED");
    assertThat(client.series(other, "train/loss").values().getFirst())
        .as("loss where the first job left off, and where it began")
        .isNotEqualTo(client.series(first, "train/loss").values().getFirst());
  }

  /// Each file that a checkpoint gives starts another job where the first one ended.
  @Test
  void whatIsExportedCanBeUploadedAndTrainedOn() throws Exception {
    UUID first = id("first");
    client.awaitSuccess(first);
    double expected = client.series(first, "validation/loss").values().getLast();
    UUID checkpoint = client.newestCheckpoint(first).id();
    Map<String, UUID> jobs = new LinkedHashMap<>();
    for (Exported file :
        List.of(
            new Exported("safetensors", "weights", ModelKind.SAFETENSORS),
            new Exported("safetensors", "all", ModelKind.SAFETENSORS),
            new Exported("torchscript", "weights", ModelKind.TORCHSCRIPT))) {
      String name = "%s-%s".formatted(file.format(), file.content());
      client.createModel(
          name, file.kind(), client.export(first, checkpoint, file.format(), file.content()));
      Kind again =
          Kind.of(name, "mlp, hidden: [8]", "idx", "learningRate: 1.0e-12")
              .with("initialWeights: {weights: %s}".formatted(name));
      jobs.put(name, client.submit(again.yaml()).id());
    }
    for (Map.Entry<String, UUID> job : jobs.entrySet()) {
      assertTrained(job.getValue(), "WEIGHTS_LOADED");
      assertThat(client.series(job.getValue(), "validation/loss").values())
          .as(job.getKey())
          .allSatisfy(loss -> assertThat(loss).isCloseTo(expected, within(1e-6)));
    }
  }

  /// What to ask a checkpoint for.
  private record Exported(String format, String content, ModelKind kind) {}

  private static UUID id(String name) {
    return JOBS.entrySet().stream()
        .filter(job -> job.getKey().name().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  /// Other numbers for the same tensors.
  private static byte[] weightsLike(List<TensorEntry> model) throws IOException {
    SequencedMap<String, TensorValue> tensors = new LinkedHashMap<>();
    for (TensorEntry entry : model) {
      ElementType type = ElementType.valueOf(entry.dtype());
      ByteBuffer bytes = TensorValue.allocate(type, entry.shape());
      Draws draws = Draws.of(5, entry.name());
      while (bytes.hasRemaining()) {
        bytes.putFloat((float) (draws.nextDouble() - 0.5) / 8);
      }
      String name = entry.name().substring("model/".length());
      tensors.put(name, new TensorValue(type, entry.shape(), bytes.flip()));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SafeTensorsWriter.write(tensors, file);
    return file.toByteArray();
  }

  private static void assertTrained(UUID id, String event) {
    JobView job = client.await(id, "an end", view -> view.state().terminal());
    List<JobEventView> events = client.events(id);
    assertThat(job.state())
        .as(() -> "%s; events %s".formatted(job.failureMessage(), events))
        .isEqualTo(JobState.SUCCEEDED);
    assertThat(job.attempts()).isEqualTo(1);
    assertThat(job.optimizerStep()).isEqualTo(STEPS);
    CurveView losses = client.series(id, "train/loss");
    assertThat(losses.optimizerSteps())
        .isEqualTo(LongStream.rangeClosed(1, STEPS).boxed().toList());
    List<Double> values = new ArrayList<>(losses.values());
    values.addAll(client.series(id, "validation/loss").values());
    assertThat(values).hasSizeGreaterThan(STEPS).allMatch(Double::isFinite);
    assertThat(client.newestCheckpoint(id).optimizerStep()).isEqualTo(STEPS);
    List<String> told = events.stream().map(JobEventView::kind).toList();
    assertThat(told).doesNotContain("STEP_SKIPPED", "RESUMED");
    if (!event.isEmpty()) {
      assertThat(told).contains(event);
    }
  }
}
