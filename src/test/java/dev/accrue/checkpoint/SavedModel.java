package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.Position;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.script.UserModule;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A model of libtorch's and a checkpoint of it, as a trainer saves them. The moving averages are
/// the weights halved.
record SavedModel(TrainableModel model, Map<String, Saved> tensors) {

  /// A tensor of the checkpoint.
  record Saved(TensorRole role, String dtype, List<Long> shape, ByteBuffer content) {

    static Saved of(TensorRole role, TensorValue value) {
      return new Saved(role, value.type().name(), value.shape(), value.bytes());
    }

    byte[] bytes() {
      return copy(content.duplicate());
    }

    TensorEntry entry(String name) {
      return new TensorEntry(
          name, role, dtype, shape, content.remaining(), TestCheckpoints.sha256(bytes()));
    }
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /// Convolutions with BatchNorm.
  static SavedModel builtIn(TorchRuntime runtime) {
    return layered(
        runtime, new ModelSpec.Cnn(List.of(4, 6), List.of(10), true, 0.5), List.of(1L, 8L, 8L));
  }

  /// Its largest tensor takes more than a chunk.
  static SavedModel large(TorchRuntime runtime) {
    return layered(runtime, new ModelSpec.Mlp(List.of(600, 600), 0), List.of(600L));
  }

  private static SavedModel layered(TorchRuntime runtime, ModelSpec spec, List<Long> sample) {
    return of(
        TrainableModel.load(
            runtime,
            BuiltInModels.of(
                    spec,
                    null,
                    BatchNormMomentum.ADJUSTED,
                    Precision.FP32,
                    FeatureLayout.real(sample),
                    List.of(TargetLayout.ofClass("class", 3)))
                .program(new InitialWeights(1))));
  }

  /// A module that was saved in Python.
  static SavedModel users(TorchRuntime runtime, Path file) throws IOException {
    UserModule module = UserModule.read(file, "net");
    return of(TrainableModel.load(runtime, module.trainable(BatchNormMomentum.ADJUSTED, Map.of())));
  }

  private static SavedModel of(TrainableModel model) {
    Map<String, Saved> tensors = new LinkedHashMap<>();
    for (NamedArray parameter : model.parameters()) {
      Saved saved = Saved.of(TensorRole.PARAMETER, parameter.copy());
      tensors.put("model/" + parameter.name(), saved);
      tensors.put(
          "optimizer/exp_avg/" + parameter.name(),
          new Saved(
              TensorRole.OPTIMIZER,
              saved.dtype(),
              saved.shape(),
              ByteBuffer.allocate(saved.content().remaining())));
      tensors.put("ema/" + parameter.name(), halved(parameter.copy()));
    }
    for (NamedArray buffer : model.buffers()) {
      tensors.put("model/" + buffer.name(), Saved.of(TensorRole.BUFFER, buffer.copy()));
    }
    ByteBuffer program = model.template();
    tensors.put(
        "program",
        new Saved(TensorRole.PROGRAM, "U8", List.of((long) program.remaining()), program));
    return new SavedModel(model, tensors);
  }

  private static Saved halved(TensorValue value) {
    ByteBuffer half = TensorValue.allocate(value.type(), value.shape());
    ByteBuffer bytes = value.bytes();
    while (bytes.hasRemaining()) {
      half.putFloat(bytes.getFloat() / 2);
    }
    return Saved.of(TensorRole.EMA, new TensorValue(value.type(), value.shape(), half.flip()));
  }

  /// The same without tensors of a role.
  SavedModel without(TensorRole role) {
    Map<String, Saved> rest = new LinkedHashMap<>(tensors);
    rest.values().removeIf(saved -> saved.role() == role);
    return new SavedModel(model, rest);
  }

  SavedModel withProgramOf(SavedModel other) {
    Map<String, Saved> mixed = new LinkedHashMap<>(tensors);
    mixed.put("program", other.tensors().get("program"));
    return new SavedModel(model, mixed);
  }

  List<TensorEntry> entries() {
    return tensors.entrySet().stream().map(it -> it.getValue().entry(it.getKey())).toList();
  }

  SavedModel save(TestAttempt attempt) {
    return save(attempt, 10);
  }

  SavedModel save(TestAttempt attempt, long optimizerStep) {
    for (Saved saved : tensors.values()) {
      assertThat(attempt.put(TestCheckpoints.sha256(saved.bytes()), saved.bytes()).status())
          .isEqualTo(204);
    }
    CheckpointManifest manifest =
        new CheckpointManifest(
            optimizerStep,
            new Position(0, optimizerStep * 10, optimizerStep * 10, optimizerStep, 0),
            CanonicalSpec.sha256Hex(attempt.describe().spec()),
            Map.of("libtorch", "2.7.1"),
            entries());
    assertThat(attempt.post("/checkpoints", manifest).status()).isEqualTo(204);
    return this;
  }

  /// Gives the model its moving averages.
  void becomeAveraged() {
    model.overwrite(
        averaged().entrySet().stream()
            .filter(it -> it.getValue().role() == TensorRole.EMA)
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    it ->
                        new TensorValue(
                            ElementType.F32, it.getValue().shape(), it.getValue().content()))));
  }

  /// The model's tensors by their names in it.
  Map<String, Saved> weights() {
    return named("model/");
  }

  Map<String, Saved> averaged() {
    Map<String, Saved> averaged = weights();
    averaged.putAll(named("ema/"));
    return averaged;
  }

  private Map<String, Saved> named(String prefix) {
    Map<String, Saved> named = new LinkedHashMap<>();
    tensors.forEach((name, saved) -> {
      if (name.startsWith(prefix)) {
        named.put(name.substring(prefix.length()), saved);
      }
    });
    return named;
  }

  /// Everything but the program.
  Map<String, Saved> all() {
    return without(TensorRole.PROGRAM).tensors();
  }
}
