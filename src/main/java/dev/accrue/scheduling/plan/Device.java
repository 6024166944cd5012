package dev.accrue.scheduling.plan;

import dev.accrue.api.worker.DeviceKind;
import java.util.UUID;

/// A device of a worker.
///
/// @param ordinal its number on the worker
public record Device(UUID id, UUID workerId, int ordinal, DeviceKind kind, long memoryBytes) {

  public Device {
    if (memoryBytes < 1) {
      throw new IllegalArgumentException(
          "device %s has %d bytes of memory".formatted(id, memoryBytes));
    }
  }
}
