package dev.accrue.architecture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds what layers make of their input to it (He et al., 2016).
///
/// @param shortcut what the input goes through on the way past; null for nothing
/// @param relu whether ReLU follows the sum
record Residual(Part inner, @Nullable Part shortcut, boolean relu) implements Layer {
  @Override
  public Sample output(Sample input) {
    Sample after = inner.layer().output(input);
    Sample past = shortcut == null ? input : shortcut.layer().output(input);
    if (!after.shape().equals(past.shape())) {
      throw new ShapeMismatchException(
          "",
          "the layers of a residual turn samples of shape %s into %s"
              .formatted(past.shape(), after.shape()),
          "let them keep the shape, or write projection: true");
    }
    return after;
  }

  @Override
  public List<Part> parts() {
    return shortcut == null ? List.of(inner) : List.of(inner, shortcut);
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value after = inner.write(code, self, x);
    Code.Value past = shortcut == null ? x : shortcut.write(code, self, x);
    Code.Value sum = code.add(after, past);
    return relu ? code.like(sum, "torch.relu(%s)", sum.name()) : sum;
  }
}
