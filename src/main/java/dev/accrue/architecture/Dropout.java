package dev.accrue.architecture;

/// `torch.nn.Dropout`.
///
/// @param probability of dropping an element in training
record Dropout(double probability) implements Layer {
  @Override
  public Sample output(Sample input) {
    return input.with(input.shape());
  }

  @Override
  public boolean draws() {
    return probability > 0;
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    return probability == 0
        ? x
        : code.like(x, "torch.dropout(%s, %s, self.training)", x.name(), probability);
  }
}
