package dev.accrue.training.loop;

import dev.accrue.api.worker.DeviceKind;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The memory that a session has, and what is known about it.
///
/// @param device what computes
/// @param limitBytes what tensors may take; null where nothing holds the process to any
/// @param memo micro-batches that were found to fit
/// @param nanoTime a clock that only moves forward, by which speed is measured
public record MemoryTerms(
    DeviceKind device, @Nullable Long limitBytes, MicroBatchMemo memo, LongSupplier nanoTime) {

  /// A processor with all the memory of its machine, and nothing known.
  public static MemoryTerms unlimited() {
    return new MemoryTerms(DeviceKind.CPU, null, MicroBatchMemo.none(), System::nanoTime);
  }
}
