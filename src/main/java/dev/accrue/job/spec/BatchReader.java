package dev.accrue.job.spec;

import dev.accrue.api.spec.BatchSpec;

/// Reads `training.batch`.
final class BatchReader {

  static final int MAX_EFFECTIVE = 1_048_576;
  private static final int MAX_MICRO = 65_536;
  private static final int DEFAULT_MICRO = 32;

  private BatchReader() {}

  static BatchSpec read(Fields fields) {
    int effective = fields.integer("effective", 1, MAX_EFFECTIVE, null);
    int micro = fields.integer("micro", 1, MAX_MICRO, Math.min(effective, DEFAULT_MICRO));
    if (fields.sound("effective", "micro") && micro > effective) {
      fields.refuse(
          "micro",
          "EFFECTIVE_BATCH_TOO_SMALL: effective batch %d is smaller than micro-batch %d"
              .formatted(effective, micro),
          "lower micro to %d or raise effective to %d".formatted(effective, micro));
    }
    fields.done();
    return new BatchSpec(effective, micro);
  }
}
