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
        torch._foreach_mul_(first, %1$s)
        torch._foreach_addcmul_(first, gradients, gradients, %2$s)
        """
            .formatted(spec.alpha(), 1 - spec.alpha()));
    if (spec.centered()) {
      names.add("grad_avg");
      code.append(
          """
          torch._foreach_mul_(second, %s)
          torch._foreach_add_(second, gradients, alpha=%s)
          average = torch._foreach_addcmul(first, second, second, -1.)
          torch._foreach_sqrt_(average)
          """
              .formatted(spec.alpha(), 1 - spec.alpha()));
    } else {
      code.append("average = torch._foreach_sqrt(first)\n");
    }
    code.append("torch._foreach_add_(average, %s)\n".formatted(spec.epsilon()));
    if (spec.momentum() == 0) {
      code.append(
          "torch._foreach_addcdiv_(parameters, gradients, average, torch.neg(learning_rate))\n");
    } else {
      String buffer = spec.centered() ? "third" : "second";
      names.add("momentum_buffer");
      code.append(
          """
          torch._foreach_mul_(%1$s, %2$s)
          torch._foreach_addcdiv_(%1$s, gradients, average, 1.)
          torch._foreach_add_(parameters, %1$s, alpha=torch.neg(learning_rate))
          """
              .formatted(buffer, spec.momentum()));
    }
    return new OptimizerProgram(names, code.toString());
  }

  /// `torch.optim.Adagrad`: `s += g^2`, `w -= lr / (1 + (t - 1) decay) g / (sqrt(s) + epsilon)`.
  static OptimizerProgram adagrad(OptimizerSpec.Adagrad spec) {
    String update =
        """
        torch._foreach_addcmul_(first, gradients, gradients, 1.)
        average = torch._foreach_sqrt(first)
        torch._foreach_add_(average, %s)
        slower = torch.add(1., torch.mul(float(torch.sub(update, 1)), %s))
        rate = torch.neg(torch.div(learning_rate, slower))
        torch._foreach_addcdiv_(parameters, gradients, average, rate)
        """
            .formatted(spec.epsilon(), spec.learningRateDecay());
    return new OptimizerProgram(
        List.of("sum"), spec.initialAccumulator(), decayed(spec.weightDecay()) + update);
  }

  /// LAMB: with Adam's bias-corrected direction `r`, `u = r + weightDecay w` and `w -= lr |w| / |u|
  /// u`, norms per tensor; the ratio is 1 where a norm is 0.
  static OptimizerProgram lamb(OptimizerSpec.Lamb spec) {
    String update =
        """
        torch._foreach_mul_(first, %1$s)
        torch._foreach_add_(first, gradients, alpha=%2$s)
        torch._foreach_mul_(second, beta2)
        torch._foreach_addcmul_(second, gradients, gradients, torch.sub(1., beta2))
        average = torch._foreach_div(second, kept)
        torch._foreach_sqrt_(average)
        torch._foreach_add_(average, %3$s)
        direction = torch._foreach_div(first, torch.sub(1., torch.pow(%1$s, float(update))))
        torch._foreach_div_(direction, average)
        torch._foreach_add_(direction, parameters, alpha=%4$s)
        size = torch.stack(torch._foreach_norm(parameters), 0)
        length = torch.stack(torch._foreach_norm(direction), 0)
        known = torch.gt(torch.mul(size, length), 0)
        ratio = torch.where(known, torch.div(size, length), torch.ones_like(size))
        torch._foreach_mul_(direction, torch.unbind(ratio, 0))
        torch._foreach_add_(parameters, direction, alpha=torch.neg(learning_rate))
        """
            .formatted(spec.beta1(), 1 - spec.beta1(), spec.epsilon(), spec.weightDecay());
    return new OptimizerProgram(List.of("exp_avg", "exp_avg_sq"), update);
  }

  /// Lion: `w -= lr (sign(beta1 m + (1 - beta1) g) + weightDecay w)`, then `m = beta2 m + (1 -
  /// beta2) g`.
  static OptimizerProgram lion(OptimizerSpec.Lion spec) {
    String update =
        """
        direction = torch._foreach_mul(first, %s)
        torch._foreach_add_(direction, gradients, alpha=%s)
        signs = torch._foreach_sign(direction)
        torch._foreach_add_(signs, parameters, alpha=%s)
        torch._foreach_add_(parameters, signs, alpha=torch.neg(learning_rate))
        torch._foreach_mul_(first, %s)
        torch._foreach_add_(first, gradients, alpha=%s)
        """
            .formatted(
                spec.beta1(), 1 - spec.beta1(), spec.weightDecay(), spec.beta2(), 1 - spec.beta2());
    return new OptimizerProgram(List.of("exp_avg"), update);
  }

  private static String decayed(double weightDecay) {
    return weightDecay == 0
        ? ""
        : "torch._foreach_add_(gradients, parameters, alpha=%s)\n".formatted(weightDecay);
  }
}
