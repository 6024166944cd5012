package dev.accrue.job.spec;

import dev.accrue.api.spec.ResourceSpec;
import org.jspecify.annotations.Nullable;

/// Reads `resources`.
final class ResourceReader {

  private ResourceReader() {}

  static @Nullable ResourceSpec read(Fields job) {
    return null;
  }
}
