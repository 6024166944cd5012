package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.training.script.Modules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Every spec of `examples` trains: what a person submits, for three optimizer steps of small
/// windows over data of the kind that the example speaks of.
class ExamplesIT {

  private static final int STEPS = 3;
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  /// The example whose weights another one goes on with.
  private static final String PRETRAINED = "mnist-cnn";

  private static final String FINE_TUNED = "fine-tune";

  @TempDir static Path directory;
  private static RunningPlatform platform;
  private static PlatformClient client;
  private static final Map<String, UUID> JOBS = new LinkedHashMap<>();

  @BeforeAll
  static void submitAll() throws Exception {
    platform = RunningPlatform.start(directory.resolve("data"));
    client = platform.client();
    upload(new GeneratedFiles(23));
    for (Path example : examples()) {
      if (!name(example).equals(FINE_TUNED)) {
        submit(example);
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    platform.stop();
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String name(Path example) {
    return example.getFileName().toString().replace(".yaml", "");
  }

  private static void submit(Path example) throws IOException {
    JOBS.put(name(example), client.submit(shortened(Files.readString(example))).id());
  }

  private static void upload(GeneratedFiles files) throws IOException {
    whole("houses", "CSV", files.csv(40));
    String plants = new String(files.jsonLines(40), StandardCharsets.UTF_8);
    whole(
        "plants",
        "JSON_LINES",
        plants.replace("\"kind\"", "\"species\"").getBytes(StandardCharsets.UTF_8));
    whole("novel", "TEXT", files.prose(400));
    whole("photos", "IMAGES_ZIP", files.photos(10));
    client.createModel("net", ModelKind.TORCHSCRIPT, Modules.bytes("cnn-scripted"));
  }

  private static void whole(String name, String format, byte[] samples) {
    client.createDataset(name, format, Map.of("train/SAMPLES", samples));
  }

  @TestFactory
  Stream<DynamicTest> trains() {
    return JOBS.entrySet().stream()
        .map(job -> DynamicTest.dynamicTest(job.getKey(), () -> assertTrained(job.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> goesOnWithTheWeightsOfAnother() {
    return Stream.of(
        DynamicTest.dynamicTest(
            FINE_TUNED,
            () -> {
              UUID first = JOBS.get(PRETRAINED);
              client.awaitSuccess(first);
              UUID checkpoint = client.newestCheckpoint(first).id();
              client.createModel(
                  "pretrained",
                  ModelKind.SAFETENSORS,
                  client.export(first, checkpoint, "safetensors", "weights"));
              Path example = Path.of("examples", FINE_TUNED + ".yaml");
              UUID job = client.submit(shortened(Files.readString(example))).id();
              assertTrained(job);
              assertThat(client.events(job))
                  .extracting(JobEventView::kind)
                  .contains("WEIGHTS_LOADED");
            }));
  }

  /// The same job in small: three windows of at most twelve samples, little text and small images.
  private static String shortened(String yaml) {
    ObjectNode spec = (ObjectNode) YAML.readTree(yaml);
    ObjectNode training = (ObjectNode) spec.get("training");
    training.remove("epochs");
    training.put("optimizerSteps", STEPS);
    ObjectNode batch = (ObjectNode) training.get("batch");
    if (batch.get("effective") instanceof ArrayNode stages) {
      int number = 0;
      for (var stage : stages) {
        ((ObjectNode) stage).put("fromOptimizerStep", number).put("effective", 4 + 4 * number);
        number++;
      }
    } else {
      batch.put("effective", 12);
    }
    if (batch.get("micro").isNumber()) {
      batch.put("micro", 5);
    }
    put(training, "schedule", "warmupOptimizerSteps", 1);
    put((ObjectNode) spec.get("data"), "text", "vocabulary", 270);
    put((ObjectNode) spec.get("data"), "text", "sequenceLength", 16);
    put((ObjectNode) spec.get("data"), "image", "height", 32);
    put((ObjectNode) spec.get("data"), "image", "width", 32);
    if (training.has("recalibrationSamples")) {
      training.put("recalibrationSamples", 20);
    }
    return YAML.writeValueAsString(spec);
  }

  /// Only where the example has it.
  private static void put(ObjectNode within, String part, String field, int value) {
    if (within.get(part) instanceof ObjectNode found && found.has(field)) {
      found.put(field, value);
    }
  }

  private static void assertTrained(UUID id) {
    JobView job = client.await(id, "an end", view -> view.state().terminal());
    List<JobEventView> events = client.events(id);
    assertThat(job.state())
        .as(() -> "%s; events %s".formatted(job.failureMessage(), events))
        .isEqualTo(JobState.SUCCEEDED);
    assertThat(job.optimizerStep()).isEqualTo(STEPS);
    assertThat(client.series(id, "train/loss").optimizerSteps())
        .isEqualTo(LongStream.rangeClosed(1, STEPS).boxed().toList());
    assertThat(client.series(id, "train/loss").values()).allMatch(Double::isFinite);
    assertThat(client.newestCheckpoint(id).optimizerStep()).isEqualTo(STEPS);
  }
}
