package dev.accrue.api.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a job needs to run on.
///
/// @param devices how many devices of one worker
/// @param deviceMemoryBytes the memory that it may use on each; null for all that the device has
/// @param selector labels that the worker must have, with these values; null for any worker
public record ResourceSpec(
    int devices, @Nullable Long deviceMemoryBytes, @Nullable Map<String, String> selector) {

  /// On any worker.
  public ResourceSpec(int devices, @Nullable Long deviceMemoryBytes) {
    this(devices, deviceMemoryBytes, null);
  }
}
