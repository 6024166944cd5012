package dev.accrue.api.worker;

/// What computes.
public enum DeviceKind {
  /// A share of the processor's cores.
  CPU,
  /// An NVIDIA GPU.
  CUDA
}
