package dev.accrue.api.spec;

/// The samples of one optimizer step, and how many of them go through the model at once.
///
/// @param effective samples of one accumulation window
/// @param micro samples of one forward and backward; at most `effective`
public record BatchSpec(int effective, int micro) {

  /// Micro-batches in a full window: `ceil(effective / micro)`. The last one is smaller where micro
  /// does not divide effective.
  public int microBatchesPerWindow() {
    return Math.ceilDiv(effective, micro);
  }
}
