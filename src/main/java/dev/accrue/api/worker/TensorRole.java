package dev.accrue.api.worker;

/// What a tensor of a checkpoint is.
public enum TensorRole {
  /// Trained by gradients.
  PARAMETER,
  /// State of the model that gradients do not train, such as BatchNorm's running mean.
  BUFFER,
  /// State of the optimizer, such as Adam's moments.
  OPTIMIZER,
  /// A parameter's moving average.
  EMA,
  /// The model's program, as bytes: a TorchScript archive without its tensors, from which a whole
  /// one can be made without libtorch. The same for all checkpoints of a job.
  PROGRAM
}
