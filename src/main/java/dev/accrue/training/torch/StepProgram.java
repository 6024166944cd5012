package dev.accrue.training.torch;

import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.EmaSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The whole optimizer step as one TorchScript method: the gradients' norm; if it is finite
/// clipping, each group's update and the moving average; and the clearing of the gradients in any
/// case: they are set to zero, or give their memory back.
///
/// @param groups with the update of each
/// @param scaled whether beta2 follows the batch
/// @param releases whether cleared gradients give their memory back
record StepProgram(
    UpdateRules rules, List<ParameterGroup> groups, boolean scaled, boolean releases) {

  private static final String NORM = "(self).norm(gradients)";
  private static final String LISTS =
      "parameters%1$s: List[Tensor], gradients%1$s: List[Tensor], first%1$s: List[Tensor], "
          + "second%1$s: List[Tensor], third%1$s: List[Tensor]";
  private static final String EMPTY = "annotate(List[Tensor], [])";

  TorchArchive archive() {
    StringBuilder code =
        new StringBuilder(
            """
            class Optimizer(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """);
    code.append(GradientNorm.method("Optimizer"));
    StringBuilder arguments = new StringBuilder();
    StringBuilder spares = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    for (int index = 0; index < groups.size(); index++) {
      code.append(update(index));
      arguments.append(", ").append(LISTS.formatted(index));
      spares.append(spares(index));
      calls.append(
          """
          _%1$d = (self).update%1$d(parameters%1$d, gradients%1$d, first%1$d, second%1$d, third%1$d, \
          spare%1$d, other%1$d, torch.mul(learning_rate, %2$s), update, beta2, kept)
          """
              .formatted(index, groups.get(index).learningRateFactor()));
    }
    code.append(
        """
          def step(self: __torch__.Optimizer, gradients: List[Tensor], parameters: List[Tensor], \
        averages: List[Tensor], product: Tensor%s, \
        learning_rate: float, update: int, share: float) -> float:
            norm = %s
            if bool(torch.isfinite(norm)):
        %s%s    return float(norm)
          def swap(self: __torch__.Optimizer, parameters: List[Tensor], \
        averages: List[Tensor]) -> int:
            for i in range(torch.len(parameters)):
              copy = torch.clone(parameters[i])
              _0 = torch.copy_(parameters[i], averages[i])
              _1 = torch.copy_(averages[i], copy)
            return torch.len(parameters)
        """
            .formatted(
                arguments,
                NORM,
                (clip(rules.clipping()) + beta2() + spares + remember() + calls + average())
                    .indent(6),
                clear().indent(4)));
    return TorchArchive.program("Optimizer", code.toString());
  }

  /// Two lists for each group, of which those that it does not need are empty.
  private String spares(int index) {
    List<String> spares = program(index).spares();
    String first = spares.isEmpty() ? EMPTY : spares.getFirst();
    String second = spares.size() < 2 ? EMPTY : spares.getLast();
    return "spare%1$d = %2$s\nother%1$d = %3$s\n"
        .formatted(index, numbered(first, index), numbered(second, index));
  }

  private static String numbered(String expression, int index) {
    return expression.replaceAll("\\b(first|second)\\b", "$1" + index);
  }

  private OptimizerProgram program(int index) {
    return OptimizerProgram.of(groups.get(index).optimizer(), scaled);
  }

  private String update(int index) {
    return """
      def update%s(self: __torch__.Optimizer, %s, \
    spare: List[Tensor], other: List[Tensor], learning_rate: float, update: int, beta2: float, kept: float) -> int:
    %s    return update
    """
        .formatted(index, LISTS.formatted(""), program(index).update().indent(4));
  }

  /// `torch.nn.utils.clip_grad_value_`, then `torch.nn.utils.clip_grad_norm_`, each as PyTorch
  /// writes it: the norm's coefficient is `max / (norm + 1e-6)`, at most 1, and always multiplied.
  private static String clip(@Nullable ClippingSpec spec) {
    StringBuilder code = new StringBuilder();
    Double value = spec == null ? null : spec.value();
    Double norm = spec == null ? null : spec.norm();
    if (value != null) {
      code.append(
          """
          torch._foreach_clamp_min_(gradients, %s)
          torch._foreach_clamp_max_(gradients, %s)
          """
              .formatted(-value, value));
    }
    if (norm != null) {
      String left = value == null ? "norm" : NORM;
      code.append(
          """
          scale = torch.mul(torch.reciprocal(torch.add(%s, 1e-06)), %s)
          torch._foreach_mul_(gradients, torch.clamp_max(scale, 1.))
          """
              .formatted(left, norm));
    }
    return code.toString();
  }

  /// `beta2` of this update, and `kept`: the share of the second moment that is not its initial 0,
  /// which is 1 less the product of all beta2 so far and what bias correction divides by.
  private String beta2() {
    double beta2 = OptimizerProgram.beta2(rules.optimizer()).orElse(0);
    if (!scaled) {
      return """
      beta2 = %s
      kept = torch.sub(1., torch.pow(beta2, float(update)))
      """
          .formatted(beta2);
    }
    return """
    beta2 = torch.pow(%s, share)
    kept = torch.sub(1., torch.mul(float(product), beta2))
    """
        .formatted(beta2);
  }

  private String clear() {
    return releases
        ? """
        for i in range(torch.len(gradients)):
          _c = torch.set_(gradients[i])
        """
        : "torch._foreach_zero_(gradients)\n";
  }

  private String remember() {
    return scaled ? "_b = torch.mul_(product, beta2)\n" : "";
  }

  private String average() {
    EmaSpec average = rules.average();
    return average == null
        ? ""
        : "torch._foreach_lerp_(averages, parameters, %s)\n".formatted(1 - average.decay());
  }
}
