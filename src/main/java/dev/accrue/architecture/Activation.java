package dev.accrue.architecture;

/// A function of each element.
record Activation(Function function) implements Layer {

  /// The functions, by PyTorch's operators.
  enum Function {
    RELU("torch.relu(%s)"),
    /// Exact, by the error function.
    GELU("torch.gelu(%s)"),
    SILU("torch.silu(%s)"),
    TANH("torch.tanh(%s)"),
    SIGMOID("torch.sigmoid(%s)");

    private final String expression;

    Function(String expression) {
      this.expression = expression;
    }
  }

  @Override
  public Sample output(Sample input) {
    return input.with(input.shape());
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    return code.like(x, function.expression, x.name());
  }
}
