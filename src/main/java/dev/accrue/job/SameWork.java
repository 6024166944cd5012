package dev.accrue.job;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// Tells which jobs take equally long for an optimizer step on the same devices.
final class SameWork {

  private SameWork() {}

  /// A hash of everything in the spec that decides about the time of a step.
  static byte[] sha256(JobSpec spec) {
    List<Object> parts =
        List.of(
            spec.model(),
            spec.data(),
            spec.training().batch(),
            spec.training().optimizer(),
            spec.training().precision(),
            Objects.requireNonNullElse(spec.training().tasks(), List.of()));
    return HexFormat.of().parseHex(CanonicalSpec.sha256HexOfPart(parts));
  }
}
