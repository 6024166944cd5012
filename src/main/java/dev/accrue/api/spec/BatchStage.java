package dev.accrue.api.spec;

/// A stretch of a job with one effective batch size.
///
/// @param fromOptimizerStep the first optimizer step of the stretch, counted from 0
/// @param effective samples of one accumulation window
public record BatchStage(long fromOptimizerStep, int effective) {}
