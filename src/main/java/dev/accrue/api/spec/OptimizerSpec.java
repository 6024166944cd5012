package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// An optimizer with PyTorch's semantics and defaults.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OptimizerSpec.Sgd.class, name = "sgd"),
  @JsonSubTypes.Type(value = OptimizerSpec.AdamW.class, name = "adamw")
})
public sealed interface OptimizerSpec {

  /// The factor of the decay term: added to the gradient by SGD, applied to the weights by AdamW.
  double weightDecay();

  /// Stochastic gradient descent as `torch.optim.SGD` with `dampening=0`.
  record Sgd(double momentum, boolean nesterov, double weightDecay) implements OptimizerSpec {}

  /// Adam with decoupled weight decay as `torch.optim.AdamW` (Loshchilov and Hutter, 2019).
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {}
}
