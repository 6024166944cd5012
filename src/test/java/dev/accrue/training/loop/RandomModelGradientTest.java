package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.LayerSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.Jobs;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.Draws;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/// Contract 1, 2 and 3 for models that nobody thought of: the accumulated gradient is the full
/// batch's, whatever the layers, the loss, the masks, the window and its split.
class RandomModelGradientTest {

  private static final int CLASSES = 4;
  private static final int VOCABULARY = 7;

  private static final TorchRuntime RUNTIME = start();

  private static TorchRuntime start() {
    try {
      return TestRuntime.start(Files.createTempDirectory("programs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterContainer
  static void stop() {
    RUNTIME.close();
  }

  /// A drawn model with its samples and its loss.
  private record Drawn(
      FeatureLayout features, TargetLayout target, LossSpec loss, List<LayerSpec> layers) {

    static Drawn of(Draws draws) {
      FeatureLayout features = features(draws);
      TargetLayout target = target(draws, features);
      return new Drawn(
          features, target, loss(draws, target), RandomLayers.draw(draws, features, target));
    }

    private static FeatureLayout features(Draws draws) {
      long edge = 2L + draws.nextInt(6);
      return switch (draws.nextInt(6)) {
        case 0 -> FeatureLayout.real(List.of(1L + draws.nextInt(9)));
        case 1 -> real(List.of(edge, 4L), draws.nextInt(2) == 0);
        case 2, 3 ->
            new FeatureLayout(
                FeatureLayout.Kind.TOKENS, List.of(edge), draws.nextInt(2) == 0, VOCABULARY);
        default -> FeatureLayout.real(List.of(1L + draws.nextInt(3), edge, edge));
      };
    }

    private static FeatureLayout real(List<Long> shape, boolean variable) {
      return new FeatureLayout(FeatureLayout.Kind.REAL, shape, variable, 0);
    }

    private static TargetLayout target(Draws draws, FeatureLayout features) {
      boolean tokens = features.kind() == FeatureLayout.Kind.TOKENS;
      return switch (draws.nextInt(tokens ? 4 : 2)) {
        case 0 -> TargetLayout.ofClass("class", CLASSES);
        case 1 ->
            new TargetLayout("numbers", TargetLayout.Kind.REAL, List.of(1L + draws.nextInt(3)), 0);
        default ->
            new TargetLayout(
                "next", TargetLayout.Kind.TOKENS, List.of(features.shape().getFirst()), VOCABULARY);
      };
    }

    private static LossSpec loss(Draws draws, TargetLayout target) {
      double smoothing = draws.nextInt(2) * 0.1;
      return switch (target.kind()) {
        case CLASS ->
            new LossSpec.CrossEntropy(
                smoothing,
                draws.nextInt(2) == 0 ? null : draws.nextInt(CLASSES),
                draws.nextInt(2) == 0 ? null : weights(draws));
        case TOKENS -> new LossSpec.TokenCrossEntropy(smoothing);
        case REAL ->
            switch (draws.nextInt(4)) {
              case 0 -> new LossSpec.BinaryCrossEntropy();
              case 1 -> new LossSpec.MeanSquaredError();
              case 2 -> new LossSpec.MeanAbsoluteError();
              default -> new LossSpec.Huber(0.2);
            };
      };
    }

    private static List<Double> weights(Draws draws) {
      return IntStream.range(0, CLASSES).mapToObj(_ -> 0.1 + draws.nextDouble()).toList();
    }
  }

  /// Which samples, and in what windows.
  private record Windows(
      int size, int effective, String lastWindow, int before, double masked, long seed) {}

  /// Split and whole in either precision; and single against double precision, since a product that
  /// libtorch computes wrongly is as wrong in both.
  @Property(tries = 120, seed = "1", shrinking = ShrinkingMode.OFF)
  void theAccumulatedGradientIsTheFullBatchs(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 24) int effective,
      @ForAll @IntRange(min = 1, max = 12) int micro,
      @ForAll @IntRange(max = 2) int before,
      @ForAll boolean carry,
      @ForAll @DoubleRange(min = 0, max = 0.7) double masked,
      @ForAll long seed)
      throws Exception {
    Drawn drawn = Drawn.of(Draws.of(seed, "model"));
    Windows windows = new Windows(size, effective, carry ? "carry" : "step", before, masked, seed);
    String what = "%s, %s, micro %d".formatted(drawn, windows, micro);

    Pass whole = run(drawn, windows, effective, "fp32");
    Pass split = run(drawn, windows, micro, "fp32");
    assertThat(split.relativeDifferenceOfParameters(whole)).as(what).isLessThan(1e-5);
    double loss = whole.losses().losses().getFirst();
    assertThat(split.losses().losses().getFirst()).as(what).isCloseTo(loss, within(1e-5 * loss));

    Pass wholeInDouble = run(drawn, windows, effective, "fp64");
    Pass splitInDouble = run(drawn, windows, micro, "fp64");
    assertThat(splitInDouble.relativeDifferenceOfParameters(wholeInDouble))
        .as(what)
        .isLessThan(1e-12);
    assertThat(whole.relativeDifferenceOfParameters(wholeInDouble))
        .as("both are not wrong alike: %s", what)
        .isLessThan(1e-4);
  }

  private static Pass run(Drawn drawn, Windows windows, int micro, String precision)
      throws InterruptedException {
    TrainingSpec spec =
        Jobs.mlp()
            .batch(windows.effective(), micro)
            .with("training.lastWindow", "\"%s\"".formatted(windows.lastWindow()))
            .with("training.precision", "\"%s\"".formatted(precision))
            .spec()
            .training();
    LayeredModel model =
        BuiltInModels.of(
                new ModelSpec.Layers(drawn.layers()),
                null,
                BatchNormMomentum.ADJUSTED,
                spec.precision(),
                drawn.features(),
                List.of(drawn.target()))
            .on(RUNTIME.kind(), RUNTIME.hasOneDnnProduct());
    GeneratedSamples samples =
        new GeneratedSamples(
            windows.size(),
            drawn.features(),
            drawn.target(),
            windows.masked(),
            ElementType.of(spec.precision()),
            windows.seed());
    return Pass.of(
        RUNTIME,
        spec,
        samples,
        TrainableModel.load(RUNTIME, model.program(new InitialWeights(windows.seed()))),
        drawn.loss(),
        windows.before());
  }
}
