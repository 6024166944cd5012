package dev.accrue.training.torch;

import dev.accrue.api.spec.OptimizerSpec;
import java.util.List;
import java.util.OptionalDouble;

/// An optimizer's update as TorchScript over all parameters at once: libtorch's fused kernels where
/// it has them, which are what PyTorch runs for `fused=True`, and `_foreach` operators else.
///
/// @param stateNames at most three tensors that are kept per parameter, as PyTorch calls them
/// @param initial what every element of the state begins with
/// @param spares at most two lists of tensors that an update takes beside its state, as expressions
///   over `first` and `second`; they are made before any parameter or state changes, so that a step
///   that runs out of memory has changed nothing
/// @param update statements over `spare`, `other` (the spares), `parameters`, `gradients`, `first`,
///   `second`, `third`, `learning_rate`, `update` (1 for the first update that is applied), `beta2`
///   and `kept` (1 less the product of all beta2 so far)
record OptimizerProgram(
    List<String> stateNames, double initial, List<String> spares, String update) {

  OptimizerProgram(List<String> stateNames, String update) {
    this(stateNames, 0, List.of(), update);
  }

  /// @param scaled whether `beta2` and `kept` change from update to update
  static OptimizerProgram of(OptimizerSpec spec, boolean scaled) {
    return switch (spec) {
      case OptimizerSpec.Sgd sgd -> sgd(sgd);
      case OptimizerSpec.Adam adam ->
          adam(adam.beta1(), scaled, new Adam("adam", adam.epsilon(), adam.weightDecay(), false));
      case OptimizerSpec.AdamW adamW ->
          adam(
              adamW.beta1(), scaled, new Adam("adamw", adamW.epsilon(), adamW.weightDecay(), true));
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

  /// beta2 of the optimizers whose second moment it averages.
  static OptionalDouble beta2(OptimizerSpec spec) {
    return switch (spec) {
      case OptimizerSpec.Adam adam -> OptionalDouble.of(adam.beta2());
      case OptimizerSpec.AdamW adamW -> OptionalDouble.of(adamW.beta2());
      case OptimizerSpec.Lamb lamb -> OptionalDouble.of(lamb.beta2());
      case OptimizerSpec.Sgd _,
          OptimizerSpec.RmsProp _,
          OptimizerSpec.Adagrad _,
          OptimizerSpec.Lion _ ->
          OptionalDouble.empty();
    };
  }

  /// @param decoupled whether the weight decay is multiplied by the learning rate
  private record Adam(String kernel, double epsilon, double weightDecay, boolean decoupled) {}

  /// `torch.optim.AdamW`: `w -= lr weightDecay w`, then `w -= lr (m / (1 - beta1^t)) / (sqrt(v / (1
  /// - beta2^t)) + epsilon)`. `torch.optim.Adam` adds `weightDecay w` to the gradient instead.
  ///   Where beta2 changes, v is to be divided by `kept` instead of the kernel's `1 - beta2^t`.
  ///   With `f^2` their ratio, `sqrt(v / kept) + epsilon` is `(sqrt(v / (1 - beta2^t)) + f epsilon)
  ///   / f`, so the kernel does it when epsilon and learning rate are multiplied by f, and a
  ///   decoupled weight decay is divided.
  private static OptimizerProgram adam(double beta1, boolean scaled, Adam spec) {
    String factor =
        "torch.pow(torch.div(kept, torch.sub(1., torch.pow(beta2, float(update)))), 0.5)";
    String decay = scaled && spec.decoupled() ? "torch.div(%s, factor)" : "%s";
    String scale = scaled ? "torch.mul(%s, factor)" : "%s";
    String update =
        """
        t = torch.tensor(float(update), dtype=6, device=ops.prim.device(parameters[0]))
        steps = annotate(List[Tensor], [])
        for i in range(torch.len(parameters)):
          _0 = torch.append(steps, t)
        torch._fused_%s_(parameters, gradients, first, second, annotate(List[Tensor], []), \
        steps, lr=%s, beta1=%s, beta2=beta2, weight_decay=%s, eps=%s, amsgrad=False, \
        maximize=False, grad_scale=None, found_inf=None)
        """
            .formatted(
                spec.kernel(),
                scale.formatted("learning_rate"),
                beta1,
                decay.formatted(spec.weightDecay()),
                scale.formatted(spec.epsilon()));
    return new OptimizerProgram(
        List.of("exp_avg", "exp_avg_sq"), scaled ? "factor = " + factor + "\n" + update : update);
  }
}
