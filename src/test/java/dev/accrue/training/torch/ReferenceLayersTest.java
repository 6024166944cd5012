package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.LayerSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.architecture.Architectures;
import dev.accrue.architecture.LayerKind;
import dev.accrue.architecture.LayerTensor;
import dev.accrue.architecture.Output;
import dev.accrue.architecture.Sample;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each kind of layer alone: forward, the gradients of its parameters and of its input, and
/// BatchNorm's statistics, against PyTorch's numbers in double precision, which
/// `bench/reference/fixtures.py` wrote.
class ReferenceLayersTest {

  private static final double TOLERANCE = 1e-9;

  /// Where the layer's tensors stand: a model of two tasks, so that layers without parameters can
  /// be tried, which alone are no model to train.
  private static final String PREFIX = "heads.it.0.";

  private static final Fixture FIXTURE = Fixture.read("layers");

  @TempDir Path directory;

  private static LayerSpec layer(String type, Object... settings) {
    Map<String, Object> map = new HashMap<>();
    for (int index = 0; index < settings.length; index += 2) {
      map.put((String) settings[index], settings[index + 1]);
    }
    return new LayerSpec(type, map, List.of());
  }

  private static LayerSpec conv2d(int outputs, int kernel, int stride, int padding, int groups) {
    return layer(
        "conv2d",
        "outputs",
        outputs,
        "kernel",
        kernel,
        "stride",
        stride,
        "padding",
        padding,
        "groups",
        groups,
        "bias",
        stride == 1 || groups > 1);
  }

  private static LayerSpec attention(String type, int heads, boolean causal) {
    return layer(type, "heads", heads, "causal", causal, "dropout", 0.0);
  }

  private static LayerSpec recurrent(String type, int depth) {
    return layer(type, "hidden", 6, "depth", depth, "dropout", 0.0);
  }

  private static LayerSpec pool(String type, int size, int stride, int padding) {
    return layer(type, "size", size, "stride", stride, "padding", padding);
  }

  private static LayerSpec residual(int outputs, int stride, boolean projection) {
    LayerSpec convolution =
        layer(
            "conv2d", "outputs", outputs, "kernel", 3, "stride", stride, "padding", 1, "groups", 1,
            "bias", true);
    return new LayerSpec(
        "residual",
        Map.of("projection", projection),
        List.of(convolution, layer("batchnorm"), layer("relu")));
  }

  private static final Map<String, LayerSpec> CASES =
      Map.ofEntries(
          Map.entry("linear", layer("linear", "outputs", 3, "bias", true)),
          Map.entry("linear-no-bias", layer("linear", "outputs", 3, "bias", false)),
          Map.entry("linear-of-sequence", layer("linear", "outputs", 3, "bias", true)),
          Map.entry("conv2d", conv2d(3, 3, 1, 0, 1)),
          Map.entry("conv2d-strided", conv2d(3, 3, 2, 1, 1)),
          Map.entry("conv2d-grouped", conv2d(6, 3, 1, 2, 2)),
          Map.entry("conv2d-depthwise", conv2d(4, 3, 1, 1, 4)),
          Map.entry("conv2d-depthwise-twice", conv2d(8, 5, 2, 2, 4)),
          Map.entry("conv2d-one-channel", conv2d(1, 2, 1, 0, 1)),
          Map.entry("batchnorm-of-image", layer("batchnorm")),
          Map.entry("batchnorm-of-vector", layer("batchnorm")),
          Map.entry("groupnorm", layer("groupnorm", "groups", 2)),
          Map.entry("layernorm", layer("layernorm")),
          Map.entry("relu", layer("relu")),
          Map.entry("gelu", layer("gelu")),
          Map.entry("silu", layer("silu")),
          Map.entry("tanh", layer("tanh")),
          Map.entry("sigmoid", layer("sigmoid")),
          Map.entry("maxpool", pool("maxpool", 3, 2, 1)),
          Map.entry("avgpool", pool("avgpool", 2, 0, 0)),
          Map.entry("avgpool-padded", pool("avgpool", 3, 2, 1)),
          Map.entry("adaptive-avgpool", layer("adaptive-avgpool", "size", 3)),
          Map.entry("embedding", layer("embedding", "width", 4)),
          Map.entry("positions", layer("positions")),
          Map.entry("flatten", layer("flatten")),
          Map.entry("residual", residual(4, 1, false)),
          Map.entry("residual-projection", residual(6, 2, true)),
          Map.entry("attention", attention("attention", 2, false)),
          Map.entry("attention-causal", attention("attention", 4, true)),
          Map.entry("attention-padded", attention("attention", 2, false)),
          Map.entry("transformer-block", attention("transformer-block", 2, true)),
          Map.entry("lstm", recurrent("lstm", 1)),
          Map.entry("lstm-deep", recurrent("lstm", 3)),
          Map.entry("gru", recurrent("gru", 1)),
          Map.entry("gru-deep", recurrent("gru", 3)),
          Map.entry("patches", layer("patches", "size", 3, "width", 5)),
          Map.entry("class-token", layer("class-token")),
          Map.entry("first", layer("first")),
          Map.entry("last", layer("last")),
          Map.entry("mean", layer("mean")),
          Map.entry("last-padded", layer("last")),
          Map.entry("mean-padded", layer("mean")));

  /// `head` is `linear` with as many outputs as the target needs, and dropout draws.
  @Test
  void everyKindOfLayerHasAFixture() {
    assertThat(CASES.keySet()).isEqualTo(FIXTURE.metadata().keySet());
    Set<String> covered =
        Stream.concat(CASES.values().stream().map(LayerSpec::type), Stream.of("head", "dropout"))
            .collect(Collectors.toSet());
    assertThat(Stream.of(LayerKind.values()).map(LayerKind::word)).hasSameElementsAs(covered);
  }

  @Test
  void everyLayerComputesWhatPyTorchDoes() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      CASES.forEach((name, layer) -> {
        Map<String, Double> differences = differences(runtime, name, layer);
        assertThat(differences).as(name).containsKey("output");
        assertThat(differences.values())
            .as("%s: %s", name, differences)
            .allSatisfy(it -> assertThat(it).isLessThan(TOLERANCE));
      });
    }
  }

  @Test
  void aHeadIsALinearLayerOfTheTargetsSize() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      assertThat(differences(runtime, "linear", layer("head")).values())
          .allSatisfy(it -> assertThat(it).isLessThan(TOLERANCE));
    }
  }

  private static LayeredModel model(String name, LayerSpec layer) {
    Sample sample = sample(name);
    LayerSpec other =
        sample.tokens()
            ? layer("embedding", "width", 1)
            : layer("linear", "outputs", 1, "bias", false);
    return new LayeredModel(
        Architectures.of(
            new ModelSpec.None(),
            List.of(task("it", layer), task("other", other)),
            false,
            sample,
            List.of(
                new Output("it", layer.type().equals("head") ? 3 : 0, false),
                new Output("other", 0, false))),
        Precision.FP64);
  }

  private static TaskSpec task(String name, LayerSpec layer) {
    return new TaskSpec(name, null, 1, null, new ModelSpec.Layers(List.of(layer)), null);
  }

  private static Sample sample(String name) {
    TensorValue input = FIXTURE.tensor(name + ".input");
    List<Long> shape = input.shape().subList(1, input.shape().size());
    return input.type() == ElementType.I64
        ? Sample.ofTokens(shape.getFirst(), 7, false)
        : new Sample(shape, false, FIXTURE.tensors().containsKey(name + ".lengths"), 0);
  }

  /// How far everything is from what the fixture says.
  private static Map<String, Double> differences(
      TorchRuntime runtime, String name, LayerSpec layer) {
    Map<String, Double> differences = new LinkedHashMap<>();
    try (TrainableModel model =
            TrainableModel.load(
                runtime,
                model(name, layer).program((tensor, kind, type) -> weight(name, tensor, kind)));
        NDManager scope = runtime.newScope();
        SumBackward backward = new SumBackward(runtime)) {
      NDList inputs = inputs(runtime, scope, name);
      NDArray output = model.forward(inputs, 0);
      put(differences, name, "output", output);
      NDArray cotangent = runtime.create(FIXTURE.tensor(name + ".cotangent"));
      cotangent.attach(scope);
      backward.run(new NDList(output.mul(cotangent)));
      if (FIXTURE.tensors().containsKey(name + ".input_gradient")) {
        put(differences, name, "input_gradient", inputs.getFirst().getGradient());
      }
      for (NamedArray gradient : own(model.gradients())) {
        put(differences, name, "gradients." + local(gradient), gradient.array());
      }
      for (NamedArray buffer : own(model.buffers())) {
        if (!buffer.name().endsWith("num_batches_tracked")) {
          put(differences, name, "buffers_after." + local(buffer), buffer.array());
        }
      }
    }
    return differences;
  }

  private static List<NamedArray> own(List<NamedArray> arrays) {
    return arrays.stream().filter(array -> array.name().startsWith(PREFIX)).toList();
  }

  private static String local(NamedArray array) {
    return array.name().substring(PREFIX.length());
  }

  private static TensorValue weight(String name, String tensor, LayerTensor kind) {
    if (!tensor.startsWith(PREFIX)) {
      return new InitialWeights(1).value(tensor, kind, ElementType.F64);
    }
    String role = kind.kind() == LayerTensor.Kind.PARAMETER ? ".parameters." : ".buffers.";
    return FIXTURE.tensor(name + role + tensor.substring(PREFIX.length()));
  }

  private static NDList inputs(TorchRuntime runtime, NDManager scope, String name) {
    NDArray input = runtime.create(FIXTURE.tensor(name + ".input"));
    if (FIXTURE.tensors().containsKey(name + ".input_gradient")) {
      input.setRequiresGradient(true);
    }
    NDList inputs = new NDList(input);
    TensorValue lengths = FIXTURE.tensors().get(name + ".lengths");
    if (lengths != null) {
      inputs.add(runtime.create(lengths));
    }
    inputs.attach(scope);
    return inputs;
  }

  /// Relative, in norm; a gradient that is 0 but for rounding has nothing that it is relative to.
  private static void put(
      Map<String, Double> differences, String name, String part, NDArray actual) {
    double[] expected = FIXTURE.values(name + "." + part);
    double[] values = Objects.requireNonNull(actual).toDoubleArray();
    assertThat(values).as("%s.%s", name, part).hasSameSizeAs(expected);
    double norm = 0;
    double difference = 0;
    for (int index = 0; index < expected.length; index++) {
      norm += expected[index] * expected[index];
      difference += Math.pow(values[index] - expected[index], 2);
    }
    differences.put(part, Math.sqrt(difference) / Math.max(Math.sqrt(norm), 1e-3));
  }
}
