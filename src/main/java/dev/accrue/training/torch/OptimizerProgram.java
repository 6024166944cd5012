package dev.accrue.training.torch;

import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.OptimizerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An optimizer's update as TorchScript over all parameters at once: libtorch's fused kernels
/// where it has them, which are what PyTorch runs for `fused=True`, and `_foreach` operators else.
///
/// @param stateNames at most three tensors that are kept per parameter, as PyTorch calls them
/// @param initial what every element of the state begins with
/// @param update statements over `parameters`, `gradients`, `first`, `second`, `third`, `learning_rate`
///   and `update` (1 for the first update that is applied)
record OptimizerProgram(List<String> stateNames, double initial, String update) {

  OptimizerProgram(List<String> stateNames, String update) {
    this(stateNames, 0, update);
  }

  private static final String NORMS = "torch._foreach_norm(gradients)";

  static OptimizerProgram of(OptimizerSpec spec) {
    return switch (spec) {
      case OptimizerSpec.Sgd sgd -> sgd(sgd);
      case OptimizerSpec.Adam adam ->
          adam("adam", adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay());
      case OptimizerSpec.AdamW adamW ->
          adam("adamw", adamW.beta1(), adamW.beta2(), adamW.epsilon(), adamW.weightDecay());
      case OptimizerSpec.RmsProp rmsProp -> ForeachUpdates.rmsProp(rmsProp);
      case OptimizerSpec.Adagrad adagrad -> ForeachUpdates.adagrad(adagrad);
      case OptimizerSpec.Lamb lamb -> ForeachUpdates.lamb(lamb);
      case OptimizerSpec.Lion lion -> ForeachUpdates.lion(lion);
    };
  }

  /// `torch.optim.SGD`: with `g' = g + weightDecay w`, the buffer is `g'` at the first step and
  /// `momentum b + g'` later; the step is along `b`, or `g' + momentum b` with Nesterov.
  private static OptimizerProgram sgd(OptimizerSpec.Sgd spec) {
    String update =
        """
        torch._fused_sgd_(parameters, gradients, first, weight_decay=%s, momentum=%s, \
        lr=learning_rate, dampening=0., nesterov=%s, maximize=False, \
        is_first_step=torch.eq(update, 1), grad_scale=None, found_inf=None)
        """
            .formatted(spec.weightDecay(), spec.momentum(), spec.nesterov() ? "True" : "False");
    return new OptimizerProgram(
        spec.momentum() == 0 ? List.of() : List.of("momentum_buffer"), update);
  }

  /// `torch.optim.AdamW`: `w -= lr weightDecay w`, then `w -= lr (m / (1 - beta1^t)) / (sqrt(v / (1
  /// - beta2^t)) + epsilon)`.
  /// `torch.optim.Adam` adds `weightDecay w` to the gradient instead.
  private static OptimizerProgram adam(
      String kernel, double beta1, double beta2, double epsilon, double weightDecay) {
    String update =
        """
        t = torch.tensor(float(update), dtype=6, device=ops.prim.device(parameters[0]))
        steps = annotate(List[Tensor], [])
        for i in range(torch.len(parameters)):
          _0 = torch.append(steps, t)
        torch._fused_%s_(parameters, gradients, first, second, annotate(List[Tensor], []), \
        steps, lr=learning_rate, beta1=%s, beta2=%s, weight_decay=%s, eps=%s, amsgrad=False, \
        maximize=False, grad_scale=None, found_inf=None)
        """
            .formatted(kernel, beta1, beta2, weightDecay, epsilon);
    return new OptimizerProgram(List.of("exp_avg", "exp_avg_sq"), update);
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
      String left =
          value == null ? "norm" : "torch.linalg_vector_norm(torch.stack(%s, 0))".formatted(NORMS);
      code.append(
          """
          scale = torch.mul(torch.reciprocal(torch.add(%s, 1e-06)), %s)
          torch._foreach_mul_(gradients, torch.clamp_max(scale, 1.))
          """
              .formatted(left, norm));
    }
    return code.toString();
  }

  /// The whole step: the gradients' norm; clipping and the update if it is finite; and the clearing
  /// of the gradients in any case.
  TorchArchive archive(@Nullable ClippingSpec clipping) {
    String code =
        """
        class Optimizer(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def step(self: __torch__.Optimizer, parameters: List[Tensor], \
        gradients: List[Tensor], first: List[Tensor], second: List[Tensor], \
        third: List[Tensor], \
        learning_rate: float, update: int) -> float:
            norm = torch.linalg_vector_norm(torch.stack(%s, 0))
            if bool(torch.isfinite(norm)):
        %s    torch._foreach_zero_(gradients)
            return float(norm)
          def clear(self: __torch__.Optimizer, gradients: List[Tensor]) -> int:
            torch._foreach_zero_(gradients)
            return torch.len(gradients)
        """
            .formatted(NORMS, (clip(clipping) + update).indent(6));
    return TorchArchive.program("Optimizer", code);
  }
}
