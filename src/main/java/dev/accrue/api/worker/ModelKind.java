package dev.accrue.api.worker;

/// What an uploaded model file is.
public enum ModelKind {
  /// An archive that `torch.jit.save` wrote: program and weights.
  TORCHSCRIPT,
  /// Named tensors: weights alone.
  SAFETENSORS
}
