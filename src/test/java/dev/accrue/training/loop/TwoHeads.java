package dev.accrue.training.loop;

import dev.accrue.training.Synthetic;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.ScriptObject;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchArchive;
import java.nio.ByteBuffer;
import java.util.List;

/// A model of two outputs, written by hand: a linear trunk with ReLU and where asked for BatchNorm
/// and dropout, and two linear heads on it; or without a trunk two such models side by side.
record TwoHeads(
    int inputs,
    int width,
    int first,
    int second,
    ElementType type,
    boolean batchNorm,
    double dropout,
    boolean shared) {

  private static final double MOMENTUM = 0.1;

  private String body() {
    return """
        h = torch.linear(x, %%s)
    %s%s    h = torch.relu(h)
    """
        .formatted(
            batchNorm
                ? "    h = torch.batch_norm(h, None, None, self.running_mean, self.running_var,"
                    + " self.training, self.momentum, 1e-05, False)\n"
                : "",
            dropout > 0 ? "    h = torch.dropout(h, %s, self.training)\n".formatted(dropout) : "");
  }

  private String code() {
    return """
    class Model(Module):
      __parameters__ = ["trunk", "other", "first", "second", ]
      __buffers__ = ["running_mean", "running_var", ]
      training : bool
      trunk : Tensor
      other : Tensor
      first : Tensor
      second : Tensor
      running_mean : Tensor
      running_var : Tensor
      momentum : float
      def forward(self: __torch__.Model, x: Tensor) -> List[Tensor]:
    %s    y0 = torch.linear(h, self.first)
    %s    y1 = torch.linear(h, self.second)
        return [y0, y1]
      def buffers(self: __torch__.Model) -> List[Tensor]:
        return [self.running_mean, self.running_var]
      def set_batch_norm_exponent(self: __torch__.Model, exponent: float) -> float:
        self.momentum = torch.sub(1., torch.pow(%s, exponent))
        return exponent
    """
        .formatted(
            body().formatted("self.trunk"),
            shared ? "" : body().formatted("self.other"),
            1 - MOMENTUM);
  }

  TorchArchive archive() {
    ScriptObject model =
        new ScriptObject("Model")
            .with("trunk", matrix(0, width, inputs), true)
            .with("other", matrix(1, width, inputs), true)
            .with("first", matrix(2, first, width), true)
            .with("second", matrix(3, second, width), true)
            .with("running_mean", constant(0), false)
            .with("running_var", constant(1), false)
            .with("momentum", MOMENTUM);
    return new TorchArchive("model", code(), model);
  }

  List<String> bufferNames() {
    return List.of("running_mean", "running_var");
  }

  /// What goes into the trunk's BatchNorm, computed here, one row per sample.
  double[][] activations(Synthetic data) {
    double[] trunk = Trained.values(matrix(0, width, inputs));
    double[][] rows = new double[data.size()][width];
    for (int sample = 0; sample < rows.length; sample++) {
      double[] features = data.featuresOf(sample);
      for (int unit = 0; unit < width; unit++) {
        for (int input = 0; input < inputs; input++) {
          rows[sample][unit] += trunk[unit * inputs + input] * features[input];
        }
      }
    }
    return rows;
  }

  static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int unit = 0; unit < mean.length; unit++) {
        mean[unit] += row[unit] / rows.length;
      }
    }
    return mean;
  }

  private TensorValue matrix(int number, long rows, long columns) {
    Draws draws = Draws.of(7, "weights", number);
    ByteBuffer bytes = TensorValue.allocate(type, List.of(rows, columns));
    while (bytes.hasRemaining()) {
      put(bytes, draws.nextDouble() - 0.5);
    }
    return new TensorValue(type, List.of(rows, columns), bytes.flip());
  }

  private TensorValue constant(double value) {
    ByteBuffer bytes = TensorValue.allocate(type, List.of((long) width));
    while (bytes.hasRemaining()) {
      put(bytes, value);
    }
    return new TensorValue(type, List.of((long) width), bytes.flip());
  }

  private void put(ByteBuffer bytes, double value) {
    if (type == ElementType.F64) {
      bytes.putDouble(value);
    } else {
      bytes.putFloat((float) value);
    }
  }
}
