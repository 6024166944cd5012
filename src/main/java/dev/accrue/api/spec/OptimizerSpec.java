package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// An optimizer with PyTorch's semantics and defaults.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OptimizerSpec.Sgd.class, name = "sgd"),
  @JsonSubTypes.Type(value = OptimizerSpec.Adam.class, name = "adam"),
  @JsonSubTypes.Type(value = OptimizerSpec.AdamW.class, name = "adamw"),
  @JsonSubTypes.Type(value = OptimizerSpec.RmsProp.class, name = "rmsprop"),
  @JsonSubTypes.Type(value = OptimizerSpec.Adagrad.class, name = "adagrad"),
  @JsonSubTypes.Type(value = OptimizerSpec.Lamb.class, name = "lamb"),
  @JsonSubTypes.Type(value = OptimizerSpec.Lion.class, name = "lion")
})
public sealed interface OptimizerSpec {

  /// The factor of the decay term: added to the gradient by SGD, Adam, RMSProp and Adagrad, applied
  /// to the weights by AdamW, LAMB and Lion.
  double weightDecay();

  /// Stochastic gradient descent as `torch.optim.SGD` with `dampening=0`.
  record Sgd(double momentum, boolean nesterov, double weightDecay) implements OptimizerSpec {}

  /// Adam as `torch.optim.Adam` (Kingma and Ba, 2015), weight decay added to the gradient.
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {}

  /// Adam with decoupled weight decay as `torch.optim.AdamW` (Loshchilov and Hutter, 2019).
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {}

  /// `torch.optim.RMSprop`.
  ///
  /// @param centered whether the gradient's mean is taken off its mean square
  record RmsProp(
      double alpha, double epsilon, double momentum, boolean centered, double weightDecay)
      implements OptimizerSpec {}

  /// `torch.optim.Adagrad` (Duchi et al., 2011).
  ///
  /// @param initialAccumulator what the sum of squares begins with
  record Adagrad(
      double learningRateDecay, double initialAccumulator, double epsilon, double weightDecay)
      implements OptimizerSpec {}

  /// LAMB (You et al., 2020, algorithm 2, with bias correction).
  record Lamb(double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {}

  /// Lion (Chen et al., 2023).
  record Lion(double beta1, double beta2, double weightDecay) implements OptimizerSpec {}
}
