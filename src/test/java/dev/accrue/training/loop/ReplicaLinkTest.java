package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.ReplicaLink;
import dev.accrue.training.torch.ScriptObject;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchArchive;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract 23: what a window of several replicas does to buffers, those of users' modules too.
class ReplicaLinkTest {

  private static final List<String> BUFFERS =
      List.of("mean", "batches", "positions", "mask", "allowed", "table");

  /// Follows the mean of its inputs and counts them; what else it has is constant.
  private static final String CODE =
      """
      class Model(Module):
        __parameters__ = ["weight", ]
        __buffers__ = ["mean", "batches", "positions", "mask", "allowed", "table", ]
        training : bool
        weight : Tensor
        mean : Tensor
        batches : Tensor
        positions : Tensor
        mask : Tensor
        allowed : Tensor
        table : Tensor
        def forward(self: __torch__.Model, x: Tensor) -> Tensor:
          _0 = torch.add_(torch.mul_(self.mean, 0.5), torch.mean(x), alpha=0.5)
          _1 = torch.add_(self.batches, 1)
          factor = torch.add(torch.sum(self.positions), torch.sum(self.allowed))
          return torch.mul(torch.mul(x, self.weight), factor)
        def buffers(self: __torch__.Model) -> List[Tensor]:
          return [self.mean, self.batches, self.positions, self.mask, self.allowed, self.table]
      """;

  @TempDir Path directory;

  private static TensorValue tensor(ElementType type, double... values) {
    List<Long> shape = List.of((long) values.length);
    ByteBuffer bytes = TensorValue.allocate(type, shape);
    for (double value : values) {
      switch (type) {
        case F32 -> bytes.putFloat((float) value);
        case I64 -> bytes.putLong((long) value);
        default -> bytes.put((byte) value);
      }
    }
    return new TensorValue(type, shape, bytes.flip());
  }

  private static TrainableModel model(TorchRuntime runtime, double weight) {
    ScriptObject root =
        new ScriptObject("Model")
            .with("weight", tensor(ElementType.F32, weight), true)
            .with("mean", tensor(ElementType.F32, 1), false)
            .with("batches", tensor(ElementType.I64, 10), false)
            .with("positions", tensor(ElementType.I64, 0, 1, 2), false)
            .with("mask", tensor(ElementType.F32, 0, Double.NEGATIVE_INFINITY), false)
            .with("allowed", tensor(ElementType.BOOL, 1, 0), false)
            .with("table", tensor(ElementType.F32, 0.1, 0.7), false);
    return TrainableModel.load(runtime, new TorchArchive("model", CODE, root), BUFFERS);
  }

  private static Map<String, TensorValue> buffers(TrainableModel model) {
    return model.buffers().stream().collect(Collectors.toMap(NamedArray::name, NamedArray::copy));
  }

  private static float output(TorchRuntime runtime, TrainableModel model, float input) {
    try (NDManager scope = runtime.newScope()) {
      return model.forward(new NDList(scope.create(new float[] {input}))).getFirst().getFloat();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatReplicasCountAndAverageComesTogetherAndConstantsKeepTheirBits(boolean shared) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, 2);
        TrainableModel replica = model(runtime, 3);
        ReplicaLink link = new ReplicaLink(runtime, model, replica, shared)) {
      Map<String, TensorValue> before = buffers(model);
      for (int window = 1; window <= 3; window++) {
        model.rememberBuffers();
        link.copyToReplica();
        assertThat(output(runtime, model, 2)).isEqualTo(2 * 2 * 4);
        assertThat(output(runtime, replica, 6)).isEqualTo(6 * 2 * 4);
        assertThat(output(runtime, replica, 6)).isEqualTo(6 * 2 * 4);
        link.scaleModelStatistics(1 / 3.0);
        link.addToModel();
        link.addStatistics(2 / 3.0);
        assertThat(buffers(model).get("batches"))
            .isEqualTo(tensor(ElementType.I64, 10 + 3 * window));
      }
      Map<String, TensorValue> after = buffers(model);
      for (String constant : List.of("positions", "mask", "allowed", "table")) {
        assertThat(after.get(constant)).as(constant).isEqualTo(before.get(constant));
      }
      // 1 -> 1/3 1.5 + 2/3 4.75 = 11/3; each window leaves 1/3 of the mean and adds 10/3.
      assertThat(Trained.values(after.get("mean"))[0])
          .isCloseTo(1 / 27.0 + 10 / 3.0 * (1 + 1 / 3.0 + 1 / 9.0), offset(1e-5));
    }
  }

  @Test
  void sharedParametersAreOneMemory() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, 2);
        TrainableModel replica = model(runtime, 3);
        ReplicaLink link = new ReplicaLink(runtime, model, replica, true)) {
      model.overwrite(Map.of("weight", tensor(ElementType.F32, 5)));
      assertThat(output(runtime, replica, 1)).isEqualTo(5 * 4);
      link.clearReplica();
      assertThat(output(runtime, model, 1)).isEqualTo(5 * 4);
    }
  }

  private static org.assertj.core.data.Offset<Double> offset(double value) {
    return org.assertj.core.data.Offset.offset(value);
  }
}
