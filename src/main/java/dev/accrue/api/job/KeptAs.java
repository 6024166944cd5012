package dev.accrue.api.job;

/// Why a checkpoint stays.
public enum KeptAs {
  /// It is among the newest.
  LAST,
  /// It is among the best.
  BEST,
  /// It is the first of a stretch of optimizer steps.
  EVERY,
  /// Somebody pinned it.
  PINNED,
  /// A job that has not ended starts from it.
  NAMED,
  /// It is damaged: of no use, and kept for a while in case its bytes come back.
  DAMAGED
}
