package dev.accrue.observability;

import org.jspecify.annotations.Nullable;

/// Devices of one kind of a worker that is there.
///
/// @param held of which some memory is lent
/// @param broken that have a problem; nothing new is placed there
/// @param utilization from 0 to 1, the mean of what was said last; null where nobody said
/// @param memoryBytes that is in use, as far as somebody said
record DeviceFigures(
    String worker,
    String kind,
    long devices,
    long held,
    long broken,
    @Nullable Double utilization,
    long memoryBytes) {

  long free() {
    return devices - held - broken;
  }
}
