package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.EnvironmentValue;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.KeepBestSpec;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.api.spec.LearningRateScaling;
import dev.accrue.api.spec.LearningRateScalingSpec;
import dev.accrue.api.spec.LossNormalization;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.RetrySpec;
import dev.accrue.api.spec.ScheduleSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.spec.WhenBusy;
import dev.accrue.dataset.Dataset;
import dev.accrue.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class SpecReaderTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Dataset IMAGES =
      new Dataset(
          "images",
          "",
          "IDX",
          List.of(
              new Dataset.Split("train", 1000, List.of(28L, 28L)),
              new Dataset.Split("test", 100, List.of(28L, 28L))));

  private static final String GOOD =
      """
      {"apiVersion": "accrue/v1", "name": "good", "team": "red",
       "model": {"architecture": "cnn", "channels": [4, 8], "hidden": [16], "batchNorm": true,
                 "dropout": 0.5},
       "data": {"dataset": "images", "trainSplit": "train", "validationSplit": "test"},
       "training": {"batch": {"effective": 96, "micro": 40}, "epochs": 3,
                    "optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": true,
                                  "weightDecay": 1e-4},
                    "learningRate": 0.1, "seed": 1, "lossNormalization": "micro-batch",
                    "lastWindow": "carry", "batchNormMomentum": "as-is", "precision": "fp64",
                    "maxSkippedStepsInARow": 3},
       "checkpoints": {"everyOptimizerSteps": 10, "keepLast": 1}, "retries": {"max": 0}}
      """;

  private static ReadSpec read(byte[] body, SpecFormat format) {
    return SpecReader.read(
        body,
        format,
        List.of("red", "blue"),
        (team, name) -> name.equals("images") ? Optional.of(IMAGES) : Optional.empty());
  }

  private static ReadSpec read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8), SpecFormat.JSON);
  }

  @Example
  void countsOptimizerStepsByWhatBecomesOfTheLastWindow() {
    assertThat(read(GOOD).totalOptimizerSteps()).isEqualTo(32); // ceil(3 x 1000 / 96)
    assertThat(read(GOOD.replace("carry", "step")).totalOptimizerSteps()).isEqualTo(3 * 11);
    assertThat(read(GOOD.replace("carry", "drop")).totalOptimizerSteps()).isEqualTo(3 * 10);
    assertThat(read(GOOD.replace("\"epochs\": 3", "\"optimizerSteps\": 5")).totalOptimizerSteps())
        .isEqualTo(5);
  }

  @Example
  void fillsInWhatAScheduleLeavesOpen() {
    assertThat(schedule("\"name\": \"cosine\", \"warmupOptimizerSteps\": 31"))
        .isEqualTo(new ScheduleSpec.CosineSchedule(31, 0));
    assertThat(schedule("\"name\": \"step\", \"everyOptimizerSteps\": 5"))
        .isEqualTo(new ScheduleSpec.StepSchedule(0, 5, 0.1));
    assertThat(schedule("\"name\": \"one-cycle\""))
        .isEqualTo(new ScheduleSpec.OneCycleSchedule(0.3, 25, 1e4));
    assertThat(read(GOOD).spec().training().schedule()).isNull();
    assertThat(read(GOOD).spec().training().learningRateScaling()).isNull();
    assertThat(read(GOOD).spec().training().clipping()).isNull();
  }

  private static @Nullable ScheduleSpec schedule(String fields) {
    String training = "\"seed\": 1, \"schedule\": {%s}".formatted(fields);
    return read(GOOD.replace("\"seed\": 1", training)).spec().training().schedule();
  }

  @Example
  void ignoresAByteOrderMark() {
    assertThat(read("\uFEFF" + GOOD)).isEqualTo(read(GOOD));
  }

  /// Whatever is sent, the reader answers with a spec or with violations, and with nothing else.
  @Property(tries = 2000)
  void anythingIsReadOrRefused(@ForAll("documents") JsonNode document) {
    refusesOrReads(document.toString().getBytes(StandardCharsets.UTF_8), SpecFormat.JSON);
  }

  @Property(tries = 1000)
  void anyTextIsReadOrRefused(@ForAll String text, @ForAll SpecFormat format) {
    refusesOrReads(text.getBytes(StandardCharsets.UTF_8), format);
  }

  @Property(tries = 1000)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes, @ForAll SpecFormat format) {
    refusesOrReads(bytes, format);
  }

  /// A good spec with a stretch of its text replaced.
  @Property(tries = 2000)
  void anyDamageIsReadOrRefused(
      @ForAll("places") int from,
      @ForAll("lengths") int length,
      @ForAll("scraps") String scrap,
      @ForAll SpecFormat format) {
    String damaged =
        GOOD.substring(0, from) + scrap + GOOD.substring(Math.min(GOOD.length(), from + length));
    refusesOrReads(damaged.getBytes(StandardCharsets.UTF_8), format);
  }

  /// What one side writes the other reads: the trainer gets the spec that was submitted.
  @Property(tries = 500)
  void specsSurviveEveryWayThatTheyTravel(@ForAll("specs") JobSpec spec) {
    String json = CanonicalSpec.write(spec);

    assertThat(CanonicalSpec.read(json)).isEqualTo(spec);
    assertThat(read(json).spec()).isEqualTo(spec);
    assertThat(read(json.getBytes(StandardCharsets.UTF_8), SpecFormat.YAML).spec()).isEqualTo(spec);
    assertThat(new JsonMapper().readValue(json, JobSpec.class)).isEqualTo(spec);
    assertThat(CanonicalSpec.write(CanonicalSpec.read(json))).isEqualTo(json);
    assertThat(CanonicalSpec.sha256(spec)).hasSize(32);
  }

  @Example
  void keysOfTheCanonicalSpecAreSorted() {
    assertThat(CanonicalSpec.write(read(GOOD).spec()))
        .startsWith("{\"apiVersion\":\"accrue/v1\",\"checkpoints\":{\"everyOptimizerSteps\":10,")
        .contains("\"optimizer\":{\"momentum\":0.9,\"name\":\"sgd\",\"nesterov\":true,")
        .doesNotContain("optimizerSteps\":null");
  }

  /// The digest of a job from before there was more to say about checkpoints stays what it is.
  @Example
  void whatIsNotSetLeavesTheCanonicalSpecAsItWas() {
    assertThat(CanonicalSpec.write(read(GOOD).spec()))
        .contains("\"checkpoints\":{\"everyOptimizerSteps\":10,\"keepLast\":");
    String later =
        GOOD.replace("\"checkpoints\": {", "\"checkpoints\": {\"whenBusy\": \"later\", ");
    assertThat(later).isNotEqualTo(GOOD);
    assertThat(CanonicalSpec.sha256(read(later).spec()))
        .isEqualTo(CanonicalSpec.sha256(read(GOOD).spec()));
  }

  @Example
  void theMetricSaysWhichValuesAreGood() {
    assertThat(mode("validation/loss")).isEqualTo(KeepBestSpec.Mode.MIN);
    assertThat(mode("validation/accuracy")).isEqualTo(KeepBestSpec.Mode.MAX);
  }

  private static KeepBestSpec.@Nullable Mode mode(String metric) {
    String best = "\"checkpoints\": {\"keepBest\": {\"metric\": \"%s\"}, ".formatted(metric);
    KeepBestSpec read =
        read(GOOD.replace("\"checkpoints\": {", best)).spec().checkpoints().keepBest();
    return read == null ? null : read.mode();
  }

  private static void refusesOrReads(byte[] body, SpecFormat format) {
    try {
      assertThat(read(body, format).totalOptimizerSteps()).isPositive();
    } catch (ProblemException e) {
      assertThat(e.code().status().is4xxClientError()).isTrue();
      assertThat(e.violations()).isNotEmpty();
      assertThat(e.violations())
          .allSatisfy(violation -> {
            assertThat(violation.field()).isNotEmpty();
            assertThat(violation.message()).isNotEmpty();
            assertThat(violation.fix()).isNotEmpty();
          });
    }
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, GOOD.length() - 1);
  }

  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.integers().between(0, 40);
  }

  @Provide
  Arbitrary<String> scraps() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "", "{", "}", "[", "]", ",", ":", "\"", "null", "-1", "0", "1e400", "NaN", "&a ", "*a",
            "---\n", "\n", "\t", "!!int ", "<<: ", "|", ">", "?", "\u0000", "\uD800", "%", "#"),
        Arbitraries.strings().ofMaxLength(10));
  }

  /// The good spec with something else in one of its places, or something else altogether.
  @Provide
  Arbitrary<JsonNode> documents() {
    Arbitrary<String> names =
        Arbitraries.of(
            "apiVersion",
            "name",
            "team",
            "model",
            "data",
            "training",
            "batch",
            "effective",
            "micro",
            "optimizer",
            "epochs",
            "optimizerSteps",
            "channels",
            "hidden",
            "seed",
            "checkpoints",
            "retries",
            "max",
            "learningRate",
            "schedule",
            "learningRateScaling",
            "clipping",
            "norm",
            "unknown",
            "");
    Arbitrary<List<String>> paths = names.list().ofMinSize(1).ofMaxSize(3);
    return Arbitraries.oneOf(
        values(), Combinators.combine(paths, values()).as(SpecReaderTest::spoil));
  }

  private static JsonNode spoil(List<String> path, JsonNode value) {
    ObjectNode root = (ObjectNode) JSON.readTree(GOOD);
    ObjectNode object = root;
    for (String name : path.subList(0, path.size() - 1)) {
      object = object.get(name) instanceof ObjectNode inner ? inner : object.putObject(name);
    }
    object.set(path.getLast(), value);
    return root;
  }

  private static Arbitrary<JsonNode> values() {
    Arbitrary<JsonNode> leaves =
        Arbitraries.oneOf(
            Arbitraries.integers().map(NODES::numberNode),
            Arbitraries.longs().map(NODES::numberNode),
            Arbitraries.bigIntegers().map(NODES::numberNode),
            Arbitraries.doubles().map(NODES::numberNode),
            Arbitraries.strings().ofMaxLength(30).map(NODES::stringNode),
            Arbitraries.of("mlp", "cnn", "sgd", "adamw", "red", "train").map(NODES::stringNode),
            Arbitraries.of(true, false).map(NODES::booleanNode),
            Arbitraries.just(NODES.nullNode()));
    return Arbitraries.lazyOf(
        () -> leaves,
        () -> leaves,
        () ->
            values()
                .list()
                .ofMaxSize(4)
                .map(elements -> {
                  ArrayNode array = NODES.arrayNode();
                  elements.forEach(array::add);
                  return (JsonNode) array;
                }),
        () ->
            Combinators.combine(Arbitraries.strings().ofMaxLength(8), values())
                .as((name, value) -> (JsonNode) NODES.objectNode().set(name, value)));
  }

  @Provide
  Arbitrary<JobSpec> specs() {
    Arbitrary<ModelSpec> models =
        Combinators.combine(
                Arbitraries.integers().between(1, 64).list().ofMinSize(1).ofMaxSize(4),
                Arbitraries.integers().between(1, 512).list().ofMinSize(1).ofMaxSize(3),
                Arbitraries.of(true, false),
                Arbitraries.doubles().between(0, true, 1, false))
            .as((channels, hidden, norm, dropout) ->
                (ModelSpec) new ModelSpec.Cnn(channels, hidden, norm, dropout));
    Arbitrary<TrainingSpec> trainings =
        Combinators.combine(
                Arbitraries.integers().between(1, 1000),
                Arbitraries.integers().between(1, 1000),
                Arbitraries.longs().between(1, 1_000_000_000),
                Arbitraries.of(true, false),
                optimizers(),
                rates(),
                Arbitraries.longs().between(0, (1L << 53) - 1),
                words())
            .as(SpecReaderTest::training);
    return Combinators.combine(models, trainings, checkpoints())
        .as((model, training, checkpoints) ->
            new JobSpec(
                JobSpec.API_VERSION,
                "a name",
                "blue",
                model,
                new DataSpec("images", "train", "test"),
                training,
                checkpoints,
                new RetrySpec(1),
                null,
                null,
                null,
                Map.of("OMP_WAIT_POLICY", EnvironmentValue.ofText("active")),
                Map.of("project", "vision")));
  }

  private static Arbitrary<CheckpointSpec> checkpoints() {
    Arbitrary<KeepBestSpec> best =
        Combinators.combine(
                Arbitraries.of("validation/loss", "validation/accuracy", "train/loss"),
                Arbitraries.of(KeepBestSpec.Mode.class),
                Arbitraries.integers().between(1, KeepBestSpec.MAX_COUNT))
            .as(KeepBestSpec::new);
    return Combinators.combine(
            Arbitraries.longs().between(1, 1000),
            Arbitraries.integers().between(1, 100),
            best.injectNull(0.5),
            Arbitraries.just(1_000_000_000L).injectNull(0.5),
            Arbitraries.of(WhenBusy.SKIP, WhenBusy.WAIT).injectNull(0.5))
        .as(CheckpointSpec::new);
  }

  private static TrainingSpec training(
      int a,
      int b,
      long steps,
      boolean byEpochs,
      OptimizerSpec optimizer,
      Rates rates,
      long seed,
      Words words) {
    return new TrainingSpec(
        new BatchSpec(Math.max(a, b), Math.min(a, b)),
        byEpochs ? (int) (1 + steps % 10_000) : null,
        byEpochs ? null : steps,
        optimizer,
        rates.learningRate(),
        rates.schedule(),
        rates.scaling(),
        rates.clipping(),
        seed,
        words.lossNormalization(),
        words.lastWindow(),
        words.batchNormMomentum(),
        words.precision(),
        (int) (seed % 100),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private record Words(
      LossNormalization lossNormalization,
      LastWindow lastWindow,
      BatchNormMomentum batchNormMomentum,
      Precision precision) {}

  private static Arbitrary<Words> words() {
    return Combinators.combine(
            Arbitraries.of(LossNormalization.class),
            Arbitraries.of(LastWindow.class),
            Arbitraries.of(BatchNormMomentum.class),
            Arbitraries.of(Precision.class))
        .as(Words::new);
  }

  private record Rates(
      double learningRate,
      @Nullable ScheduleSpec schedule,
      @Nullable LearningRateScalingSpec scaling,
      @Nullable ClippingSpec clipping) {}

  private static Arbitrary<Rates> rates() {
    Arbitrary<Double> bounds = Arbitraries.doubles().between(0, false, 1e9, true);
    Arbitrary<@Nullable LearningRateScalingSpec> scalings =
        Combinators.combine(
                Arbitraries.of(LearningRateScaling.class), Arbitraries.integers().between(1, 4096))
            .as((rule, batch) ->
                new LearningRateScalingSpec(rule, rule == LearningRateScaling.NONE ? null : batch));
    Arbitrary<@Nullable ClippingSpec> clippings =
        Combinators.combine(bounds, bounds, Arbitraries.of(1, 2, 3))
            .as((norm, value, which) ->
                new ClippingSpec((which & 1) == 0 ? null : norm, (which & 2) == 0 ? null : value));
    return Combinators.combine(
            Arbitraries.doubles().between(0, false, 1000, true),
            schedules().injectNull(0.2),
            scalings.injectNull(0.2),
            clippings.injectNull(0.2))
        .as(Rates::new);
  }

  /// Without a warm-up, which would have to fit the rest of the spec.
  private static Arbitrary<ScheduleSpec> schedules() {
    Arbitrary<Double> shares = Arbitraries.doubles().between(0, true, 1, false);
    Arbitrary<Double> divisors = Arbitraries.doubles().between(1, 1e9);
    Arbitrary<ScheduleSpec> steps =
        Combinators.combine(
                Arbitraries.longs().between(1, 1000),
                Arbitraries.doubles().between(0, false, 1, true))
            .as((every, factor) -> new ScheduleSpec.StepSchedule(0, every, factor));
    Arbitrary<ScheduleSpec> cycles =
        Combinators.combine(shares, divisors, divisors).as(ScheduleSpec.OneCycleSchedule::new);
    return Arbitraries.oneOf(
        Arbitraries.just(new ScheduleSpec.ConstantSchedule(0)),
        shares.map(factor -> new ScheduleSpec.CosineSchedule(0, factor)),
        shares.map(factor -> new ScheduleSpec.LinearSchedule(0, factor)),
        steps,
        cycles);
  }

  private static Arbitrary<OptimizerSpec> optimizers() {
    Arbitrary<Double> factors = Arbitraries.doubles().between(0, true, 1, false);
    Arbitrary<OptimizerSpec> sgd =
        Combinators.combine(factors, Arbitraries.of(true, false), factors)
            .as((momentum, nesterov, decay) ->
                new OptimizerSpec.Sgd(momentum, nesterov && momentum > 0, decay));
    Arbitrary<OptimizerSpec> adamW =
        Combinators.combine(
                factors, factors, Arbitraries.doubles().between(0, false, 1, true), factors)
            .as(OptimizerSpec.AdamW::new);
    return Arbitraries.oneOf(sgd, adamW);
  }
}
