package dev.accrue.training.torch;

import dev.accrue.api.spec.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;

/// The updates for which libtorch has no fused kernel, over all parameters by `_foreach` operators.
/// The statements may overwrite the gradients, which are cleared after them.
final class ForeachUpdates {

  private ForeachUpdates() {}

  /// `torch.optim.RMSprop`: `s = alpha s + (1 - alpha) g^2`, `a = sqrt(s) + epsilon`, or `sqrt(s -
  /// mean^2) + epsilon` when centered; the step is along `g / a`, or `b = momentum b + g / a`.
  static OptimizerProgram rmsProp(OptimizerSpec.RmsProp spec) {
    List<String> names = new ArrayList<>(List.of("square_avg"));
    StringBuilder code = new StringBuilder(decayed(spec.weightDecay()));
    code.append(
        """
        torch._foreach_addcmul_(spare, gradients, gradients, %s)
        torch._foreach_copy_(first, spare)
        """
            .formatted(1 - spec.alpha()));
    if (spec.centered()) {
      names.add("grad_avg");
      code.append(
          """
          torch._foreach_mul_(second, %s)
          torch._foreach_add_(second, gradients, alpha=%s)
          torch._foreach_addcmul_(spare, second, second, -1.)
          """
              .formatted(spec.alpha(), 1 - spec.alpha()));
    }
    code.append("torch._foreach_sqrt_(spare)\n");
    code.append("torch._foreach_add_(spare, %s)\n".formatted(spec.epsilon()));
    if (spec.momentum() == 0) {
      code.append(
          "torch._foreach_addcdiv_(parameters, gradients, spare, torch.neg(learning_rate))\n");
    } else {
      String buffer = spec.centered() ? "third" : "second";
      names.add("momentum_buffer");
      code.append(
          """
          torch._foreach_mul_(%1$s, %2$s)
          torch._foreach_addcdiv_(%1$s, gradients, spare, 1.)
          torch._foreach_add_(parameters, %1$s, alpha=torch.neg(learning_rate))
          """
              .formatted(buffer, spec.momentum()));
    }
    return new OptimizerProgram(
        names,
        0,
        List.of("torch._foreach_mul(first, %s)".formatted(spec.alpha())),
        code.toString());
  }

  /// `torch.optim.Adagrad`: `s += g^2`, `w -= lr / (1 + (t - 1) decay) g / (sqrt(s) + epsilon)`.
  static OptimizerProgram adagrad(OptimizerSpec.Adagrad spec) {
    String update =
        """
        torch._foreach_addcmul_(spare, gradients, gradients, 1.)
        torch._foreach_copy_(first, spare)
        torch._foreach_sqrt_(spare)
        torch._foreach_add_(spare, %s)
        slower = torch.add(1., torch.mul(float(torch.sub(update, 1)), %s))
        rate = torch.neg(torch.div(learning_rate, slower))
        torch._foreach_addcdiv_(parameters, gradients, spare, rate)
        """
            .formatted(spec.epsilon(), spec.learningRateDecay());
    return new OptimizerProgram(
        List.of("sum"),
        spec.initialAccumulator(),
        List.of("torch._foreach_mul(first, 1.)"),
        decayed(spec.weightDecay()) + update);
  }

  /// LAMB: with Adam's bias-corrected direction `r`, `u = r + weightDecay w` and `w -= lr |w| / |u|
  /// u`, norms per tensor; the ratio is 1 where a norm is 0.
  static OptimizerProgram lamb(OptimizerSpec.Lamb spec) {
    String update =
        """
        torch._foreach_add_(other, gradients, alpha=%2$s)
        torch._foreach_copy_(first, other)
        torch._foreach_addcmul_(spare, gradients, gradients, torch.sub(1., beta2))
        torch._foreach_copy_(second, spare)
        torch._foreach_div_(spare, kept)
        torch._foreach_sqrt_(spare)
        torch._foreach_add_(spare, %3$s)
        torch._foreach_div_(other, torch.sub(1., torch.pow(%1$s, float(update))))
        torch._foreach_div_(other, spare)
        torch._foreach_add_(other, parameters, alpha=%4$s)
        size = torch.stack(torch._foreach_norm(parameters), 0)
        length = torch.stack(torch._foreach_norm(other), 0)
        known = torch.gt(torch.mul(size, length), 0)
        ratio = torch.where(known, torch.div(size, length), torch.ones_like(size))
        torch._foreach_mul_(other, torch.unbind(ratio, 0))
        torch._foreach_add_(parameters, other, alpha=torch.neg(learning_rate))
        """
            .formatted(spec.beta1(), 1 - spec.beta1(), spec.epsilon(), spec.weightDecay());
    return new OptimizerProgram(
        List.of("exp_avg", "exp_avg_sq"),
        0,
        List.of(
            "torch._foreach_mul(second, beta2)",
            "torch._foreach_mul(first, %s)".formatted(spec.beta1())),
        update);
  }

  /// Lion: `w -= lr (sign(beta1 m + (1 - beta1) g) + weightDecay w)`, then `m = beta2 m + (1 -
  /// beta2) g`.
  static OptimizerProgram lion(OptimizerSpec.Lion spec) {
    String update =
        """
        torch._foreach_add_(spare, gradients, alpha=%s)
        torch._foreach_sign_(spare)
        torch._foreach_add_(spare, parameters, alpha=%s)
        torch._foreach_add_(parameters, spare, alpha=torch.neg(learning_rate))
        torch._foreach_mul_(first, %s)
        torch._foreach_add_(first, gradients, alpha=%s)
        """
            .formatted(1 - spec.beta1(), spec.weightDecay(), spec.beta2(), 1 - spec.beta2());
    return new OptimizerProgram(
        List.of("exp_avg"),
        0,
        List.of("torch._foreach_mul(first, %s)".formatted(spec.beta1())),
        update);
  }

  private static String decayed(double weightDecay) {
    return weightDecay == 0
        ? ""
        : "torch._foreach_add_(gradients, parameters, alpha=%s)\n".formatted(weightDecay);
  }
}
