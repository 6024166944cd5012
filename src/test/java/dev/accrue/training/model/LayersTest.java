package dev.accrue.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.LayerSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.torch.ModelProgram;
import dev.accrue.training.torch.ModelRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Layers that a user lists run in libtorch and give what their shape rule says.
class LayersTest {

  private static final TargetLayout CLASSES = TargetLayout.ofClass("class", 3);
  private static final FeatureLayout IMAGE = FeatureLayout.real(List.of(4L, 8L, 8L));

  /// Of a chain of sums in single precision.
  private static final double ROUNDING = 2e-5;

  private static final FeatureLayout FLAT = FeatureLayout.real(List.of(784L));
  private static final FeatureLayout VARYING =
      new FeatureLayout(FeatureLayout.Kind.TOKENS, List.of(6L), true, 11);

  @TempDir Path directory;

  private static LayerSpec layer(String type, Object... settings) {
    Map<String, Object> map = new java.util.HashMap<>();
    for (int index = 0; index < settings.length; index += 2) {
      map.put((String) settings[index], settings[index + 1]);
    }
    return new LayerSpec(type, map, List.of());
  }

  private static LayeredModel model(
      FeatureLayout features, Precision precision, LayerSpec... layers) {
    return BuiltInModels.of(
        new ModelSpec.Layers(List.of(layers)),
        null,
        BatchNormMomentum.ADJUSTED,
        precision,
        features,
        List.of(CLASSES));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void layersOfImagesRun(Precision precision) throws Exception {
    LayerSpec residual =
        new LayerSpec(
            "residual",
            Map.of("projection", true),
            List.of(
                layer(
                    "conv2d", "outputs", 8, "kernel", 3, "stride", 2, "padding", 1, "groups", 2,
                    "bias", false),
                layer("batchnorm"),
                layer("silu")));
    LayeredModel model =
        model(
            IMAGE,
            precision,
            residual,
            layer("groupnorm", "groups", 2),
            layer("gelu"),
            layer("maxpool", "size", 2, "stride", 1, "padding", 0),
            layer("avgpool", "size", 2, "stride", 0, "padding", 0),
            layer("tanh"),
            layer("adaptive-avgpool", "size", 1),
            layer("flatten"),
            layer("batchnorm"),
            layer("sigmoid"),
            layer("dropout", "probability", 0.5),
            layer("head"));
    assertThat(ModelRun.outputShapes(model, IMAGE, 5, directory)).containsExactly(List.of(5L, 3L));
    assertThat(model.bufferNames()).contains("layers.0.layers.1.running_mean");
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "FP64", mode = EnumSource.Mode.EXCLUDE)
  void whatComesBeforeTheFirstDrawRunsByItself(Precision precision) throws Exception {
    LayeredModel model =
        model(
            IMAGE,
            precision,
            layer(
                "conv2d", "outputs", 8, "kernel", 3, "stride", 1, "padding", 1, "groups", 1, "bias",
                true),
            layer("relu"),
            layer("flatten"),
            layer("linear", "outputs", 6, "bias", true),
            layer("dropout", "probability", 0.5),
            layer("head"));
    assertThat(model.network().layersBeforeDraws()).isEqualTo(4);
    assertThat(ModelRun.partsAgree(model, IMAGE, 5, directory)).isTrue();

    LayeredModel drawsAtOnce =
        model(
            IMAGE,
            precision,
            layer("dropout", "probability", 0.5),
            layer("flatten"),
            layer("head"));
    assertThat(drawsAtOnce.network().layersBeforeDraws()).isZero();
    LayeredModel drawsNever = model(IMAGE, precision, layer("flatten"), layer("head"));
    assertThat(drawsNever.network().layersBeforeDraws()).isZero();
  }

  private static LayeredModel wide(LayerSpec... between) {
    List<LayerSpec> layers = new ArrayList<>();
    layers.add(layer("linear", "outputs", 1024, "bias", true));
    layers.add(layer("relu"));
    layers.add(layer("linear", "outputs", 1024, "bias", false));
    layers.add(layer("batchnorm"));
    layers.addAll(List.of(between));
    layers.add(layer("linear", "outputs", 1024, "bias", false));
    layers.add(layer("linear", "outputs", 700, "bias", true));
    layers.add(layer("gelu"));
    layers.add(layer("linear", "outputs", 700, "bias", true));
    layers.add(layer("head"));
    return BuiltInModels.of(
        new ModelSpec.Layers(layers),
        null,
        BatchNormMomentum.ADJUSTED,
        Precision.FP32,
        FLAT,
        List.of(TargetLayout.ofClass("class", 800)));
  }

  /// The gradient that is written by hand behind a cut is autograd's.
  @ParameterizedTest
  @ValueSource(ints = {5, 7, 31, 64, 200})
  void aCutGraphGivesTheGradientsOfTheWholeOne(int samples) throws Exception {
    LayeredModel model = wide(layer("dropout", "probability", 0.5));
    ModelRun.Comparison compared = ModelRun.cutAndWhole(model, FLAT, samples, List.of(), directory);
    assertThat(compared.cuts()).isEqualTo(5); // all but the one of 700 x 700
    assertThat(compared.difference()).isLessThan(ROUNDING);
    assertThat(compared.copies()).as("gradients lie in the order of their parameters").isZero();
  }

  @Test
  void frozenParametersOfACutGraphHaveNoGradientsAndTheOthersTheirOwn() throws Exception {
    List<List<String>> frozen =
        List.of(
            List.of("layers.0.*"),
            List.of("layers.0.*", "layers.2.*", "layers.3.*"),
            List.of("layers.2.weight", "layers.6.bias"),
            List.of("layers.0.bias", "layers.5.*", "layers.9.*"));
    for (List<String> patterns : frozen) {
      ModelRun.Comparison compared =
          ModelRun.cutAndWhole(wide(layer("tanh")), FLAT, 33, patterns, directory);
      assertThat(compared.difference()).as("without %s", patterns).isLessThan(ROUNDING);
    }
  }

  @Test
  void aCutTrunkGivesEachHeadItsShare() throws Exception {
    List<TaskSpec> tasks =
        List.of(
            new TaskSpec("digit", null, 1, null, null, null),
            new TaskSpec("size", null, 1, null, new ModelSpec.Mlp(List.of(4), 0), null));
    LayeredModel model =
        BuiltInModels.of(
            new ModelSpec.Mlp(List.of(1024, 1024, 30), 0),
            tasks,
            BatchNormMomentum.ADJUSTED,
            Precision.FP32,
            FLAT,
            List.of(CLASSES, new TargetLayout("size", TargetLayout.Kind.REAL, List.of(2L), 0)));
    ModelRun.Comparison compared = ModelRun.cutAndWhole(model, FLAT, 20, List.of(), directory);
    assertThat(compared.cuts()).isEqualTo(2);
    assertThat(compared.difference()).isLessThan(ROUNDING);
  }

  /// Not everyone who opens an export has a PyTorch with oneDNN.
  @Test
  void exportsAreNotCut() throws Exception {
    ModelProgram program = wide().on(DeviceKind.CPU, true).program(new InitialWeights(1));
    assertThat(program.cuts()).hasSize(5);
    assertThat(new String(program.template(), StandardCharsets.ISO_8859_1))
        .contains("def outputs")
        .doesNotContain("mkldnn");
  }

  @Test
  void onlySinglePrecisionOnAProcessorIsCut() {
    for (Precision precision : List.of(Precision.BF16, Precision.FP64)) {
      LayeredModel other = new LayeredModel(wide().network(), precision);
      assertThat(other.on(DeviceKind.CPU, true).program(new InitialWeights(1)).cuts()).isEmpty();
    }
    assertThat(wide().on(DeviceKind.CUDA, true).program(new InitialWeights(1)).cuts()).isEmpty();
  }

  @Test
  void aCutGraphRunsInTwoPartsToo() throws Exception {
    LayeredModel model = wide(layer("dropout", "probability", 0.5)).on(DeviceKind.CPU, true);
    assertThat(ModelRun.partsAgree(model, FLAT, 40, directory)).isTrue();
  }

  @Test
  void layersOfSequencesRun() throws Exception {
    for (String summary : List.of("last", "mean", "first")) {
      LayeredModel model =
          model(
              VARYING,
              Precision.FP32,
              layer("embedding", "width", 8),
              layer("positions"),
              layer("attention", "heads", 2, "causal", false, "dropout", 0.1),
              layer("transformer-block", "heads", 2, "causal", false, "dropout", 0.1),
              layer("layernorm"),
              layer("lstm", "hidden", 6, "depth", 2, "dropout", 0.1),
              layer("gru", "hidden", 5, "depth", 1, "dropout", 0.0),
              layer(summary),
              layer("head"));
      assertThat(ModelRun.outputShapes(model, VARYING, 4, directory))
          .containsExactly(List.of(4L, 3L));
    }
  }

  @Test
  void patchesAndAClassTokenMakeASequenceOfAnImage() throws Exception {
    LayeredModel model =
        model(
            IMAGE,
            Precision.FP32,
            layer("patches", "size", 4, "width", 6),
            layer("class-token"),
            layer("first"),
            layer("head"));
    assertThat(ModelRun.outputShapes(model, IMAGE, 2, directory)).containsExactly(List.of(2L, 3L));
  }

  /// What stands behind a sample's length changes nothing: mean, last place and attention.
  @Test
  void paddingIsNotSeen() throws Exception {
    for (String summary : List.of("last", "mean")) {
      LayeredModel model =
          model(
              VARYING,
              Precision.FP64,
              layer("embedding", "width", 8),
              layer("attention", "heads", 2, "causal", false, "dropout", 0.0),
              layer(summary),
              layer("head"));
      double[] one = ModelRun.evaluate(model, new long[][] {{1, 2, 3, 0, 0}}, 3, directory);
      double[] other = ModelRun.evaluate(model, new long[][] {{1, 2, 3, 9, 4}}, 3, directory);
      assertThat(one).isEqualTo(other);
    }
  }

  @Test
  void aTrunkHasAHeadForEachTask() throws Exception {
    List<TaskSpec> tasks =
        List.of(
            new TaskSpec("digit", null, 1, null, null, null),
            new TaskSpec("size", null, 1, null, new ModelSpec.Mlp(List.of(4), 0), null));
    List<TargetLayout> targets =
        List.of(CLASSES, new TargetLayout("size", TargetLayout.Kind.REAL, List.of(2L), 0));
    for (ModelSpec trunk :
        List.of(
            new ModelSpec.Cnn(List.of(4), List.of(8), true, 0),
            new ModelSpec.ResNet(18, ModelSpec.ResNet.Stem.CIFAR, 2),
            new ModelSpec.Vit(4, 8, 1, 2, 0))) {
      LayeredModel model =
          BuiltInModels.of(
              trunk, tasks, BatchNormMomentum.ADJUSTED, Precision.FP32, IMAGE, targets);
      assertThat(ModelRun.outputShapes(model, IMAGE, 5, directory))
          .containsExactly(List.of(5L, 3L), List.of(5L, 2L));
      assertThat(model.describe()).contains("trunk.", "heads.digit.0", "heads.size.1");
      assertThat(ModelRun.tasksAgree(model, IMAGE, 5, directory)).isTrue();
    }
  }

  @Test
  void withoutATrunkEachTaskHasAModel() throws Exception {
    ModelSpec head = new ModelSpec.Cnn(List.of(4), List.of(), false, 0);
    List<TaskSpec> tasks =
        List.of(
            new TaskSpec("a", null, 1, null, head, null),
            new TaskSpec("b", null, 1, null, head, null));
    LayeredModel model =
        BuiltInModels.of(
            new ModelSpec.None(),
            tasks,
            BatchNormMomentum.ADJUSTED,
            Precision.FP32,
            IMAGE,
            List.of(CLASSES, CLASSES));
    assertThat(ModelRun.outputShapes(model, IMAGE, 5, directory)).hasSize(2);
  }

  @Test
  void whatDoesNotFitIsNamedByItsPlace() {
    assertThatThrownBy(() ->
            model(
                IMAGE,
                Precision.FP32,
                layer("flatten"),
                layer("maxpool", "size", 2, "stride", 2, "padding", 0)))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("model.layers[1]");
    assertThatThrownBy(() ->
            model(
                IMAGE,
                Precision.FP32,
                layer("flatten"),
                layer("linear", "outputs", 7, "bias", true)))
        .hasMessageContaining("needs 3")
        .hasMessageContaining("type head");
  }

  @Test
  void embeddingsStartFromANormalDistribution() {
    LayeredModel model =
        model(
            VARYING,
            Precision.FP64,
            layer("embedding", "width", 500),
            layer("mean"),
            layer("head"));
    double[] sums = new double[2];
    model.archive((name, tensor, type) -> {
      var value = new InitialWeights(4).value(name, tensor, type);
      if (Objects.equals(name, "layers.0.weight")) {
        for (int index = 0; index < value.elements(); index++) {
          double element = value.bytes().getDouble(8 * index);
          sums[0] += element / value.elements();
          sums[1] += element * element / value.elements();
        }
      }
      return value;
    });
    assertThat(sums[0]).isBetween(-0.05, 0.05);
    assertThat(sums[1]).isBetween(0.95, 1.05);
  }
}
