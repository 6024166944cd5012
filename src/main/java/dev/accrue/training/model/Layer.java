package dev.accrue.training.model;

import dev.accrue.training.TrainingRefusedException;
import java.util.List;

/// One layer of a built-in model. A new kind of layer is a record here: its shape rule, its tensors
/// and the body of its TorchScript method, in which `self` is the layer and `x` its input.
/// Semantics, names and initial values are those of PyTorch's `torch.nn` module of the same name.
public sealed interface Layer {

  /// The shape of one sample after this layer.
  ///
  /// @throws TrainingRefusedException when the layer cannot take such samples
  List<Long> outputShape(List<Long> inputShape);

  /// The tensors that it holds, in PyTorch's order.
  default List<LayerTensor> tensors() {
    return List.of();
  }

  /// The statements that compute the output, the last one a `return`.
  String body();

  /// PyTorch's default for linear and convolution layers, for weights and biases alike:
  /// `kaiming_uniform_` with `a = sqrt(5)` has the bound `sqrt(6 / ((1 + 5) fanIn))`, which is `1 /
  /// sqrt(fanIn)` (torch/nn/modules/linear.py, conv.py: `reset_parameters`).
  private static LayerTensor.Initial kaimingUniform(long fanIn) {
    return new LayerTensor.Initial.Uniform(1 / Math.sqrt((double) fanIn));
  }

  /// `torch.nn.Linear`.
  record Linear(long inputs, long outputs) implements Layer {
    @Override
    public List<Long> outputShape(List<Long> inputShape) {
      if (!inputShape.equals(List.of(inputs))) {
        throw new TrainingRefusedException(
            "a linear layer of %d inputs got samples of shape %s; put a flatten layer before it"
                .formatted(inputs, inputShape));
      }
      return List.of(outputs);
    }

    @Override
    public List<LayerTensor> tensors() {
      LayerTensor.Initial initial = kaimingUniform(inputs);
      return List.of(
          LayerTensor.parameter("weight", initial, outputs, inputs),
          LayerTensor.parameter("bias", initial, outputs));
    }

    @Override
    public String body() {
      return "return torch.linear(x, self.weight, self.bias)";
    }
  }

  /// `torch.nn.Conv2d` with a square kernel, stride 1 and dilation 1.
  ///
  /// @param bias false where a BatchNorm follows, which would cancel it
  record Conv2d(long inputChannels, long outputChannels, long kernel, long padding, boolean bias)
      implements Layer {
    @Override
    public List<Long> outputShape(List<Long> inputShape) {
      if (inputShape.size() != 3 || inputShape.getFirst() != inputChannels) {
        throw new TrainingRefusedException(
            "a convolution of %d channels got samples of shape %s; it takes [%d, height, width]"
                .formatted(inputChannels, inputShape, inputChannels));
      }
      return List.of(outputChannels, after(inputShape.get(1)), after(inputShape.get(2)));
    }

    private long after(long extent) {
      return extent + 2 * padding - kernel + 1;
    }

    @Override
    public List<LayerTensor> tensors() {
      LayerTensor.Initial initial = kaimingUniform(inputChannels * kernel * kernel);
      LayerTensor weight =
          LayerTensor.parameter("weight", initial, outputChannels, inputChannels, kernel, kernel);
      return bias
          ? List.of(weight, LayerTensor.parameter("bias", initial, outputChannels))
          : List.of(weight);
    }

    @Override
    public String body() {
      return "return torch.conv2d(x, self.weight, %s, [1, 1], [%d, %d], [1, 1], 1)"
          .formatted(bias ? "self.bias" : "None", padding, padding);
    }
  }

  /// `torch.nn.BatchNorm2d` with PyTorch's momentum and epsilon. Its momentum can be changed from
  /// window to window.
  ///
  /// @param frozen normalises by the running statistics also in training, and never updates them
  record BatchNorm2d(long channels, boolean frozen) implements Layer {
    /// How much of a new batch goes into the running statistics.
    public static final double MOMENTUM = 0.1;

    private static final String EPSILON = "1.0000000000000001e-05";

    @Override
    public List<Long> outputShape(List<Long> inputShape) {
      if (inputShape.size() != 3 || inputShape.getFirst() != channels) {
        throw new TrainingRefusedException(
            "a BatchNorm of %d channels got samples of shape %s".formatted(channels, inputShape));
      }
      return inputShape;
    }

    @Override
    public List<LayerTensor> tensors() {
      return List.of(
          LayerTensor.parameter("weight", new LayerTensor.Initial.Constant(1), channels),
          LayerTensor.parameter("bias", new LayerTensor.Initial.Constant(0), channels),
          LayerTensor.buffer("running_mean", 0, channels),
          LayerTensor.buffer("running_var", 1, channels),
          LayerTensor.counter("num_batches_tracked"));
    }

    @Override
    public String body() {
      String normalize =
          """
          return torch.batch_norm(x, self.weight, self.bias, self.running_mean, \
          self.running_var, %s, self.momentum, %s, True)\
          """;
      return frozen
          ? normalize.formatted("False", EPSILON)
          : """
          if self.training:
            _0 = torch.add_(self.num_batches_tracked, 1)
          """
              + normalize.formatted("self.training", EPSILON);
    }
  }

  /// `torch.nn.ReLU`.
  record Relu() implements Layer {
    @Override
    public List<Long> outputShape(List<Long> inputShape) {
      return inputShape;
    }

    @Override
    public String body() {
      return "return torch.relu(x)";
    }
  }

  /// `torch.nn.MaxPool2d` with a square window and a stride of its size; what is left over at the
  /// edge is dropped.
  record MaxPool2d(long size) implements Layer {
    @Override
    public List<Long> outputShape(List<Long> inputShape) {
      if (inputShape.size() != 3 || inputShape.get(1) < size || inputShape.get(2) < size) {
        throw new TrainingRefusedException(
            "a %dx%d max pooling got samples of shape %s; use fewer convolution blocks or larger"
                    .formatted(size, size, inputShape)
                + " images");
      }
      return List.of(inputShape.getFirst(), inputShape.get(1) / size, inputShape.get(2) / size);
    }

    @Override
    public String body() {
      return "return torch.max_pool2d(x, [%1$d, %1$d], [%1$d, %1$d], [0, 0], [1, 1], False)"
          .formatted(size);
    }
  }

  /// `torch.nn.Flatten`: each sample becomes a vector.
  record Flatten() implements Layer {
    @Override
    public List<Long> outputShape(List<Long> inputShape) {
      return List.of(inputShape.stream().reduce(1L, Math::multiplyExact));
    }

    @Override
    public String body() {
      return "return torch.flatten(x, 1, -1)";
    }
  }

  /// `torch.nn.Dropout`.
  ///
  /// @param probability of dropping an element in training
  record Dropout(double probability) implements Layer {
    @Override
    public List<Long> outputShape(List<Long> inputShape) {
      return inputShape;
    }

    @Override
    public String body() {
      return "return torch.dropout(x, %s, self.training)".formatted(probability);
    }
  }
}
