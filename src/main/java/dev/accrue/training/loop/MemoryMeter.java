package dev.accrue.training.loop;

import dev.accrue.training.memory.MemoryAmount;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.OutOfMemory;
import dev.accrue.training.memory.ProcessMemory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Follows how much memory the process has resident at most, about once a second and over all.
final class MemoryMeter {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private long largest;
  private long lastNanos;

  MemoryMeter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
    ProcessMemory.clearPeak();
  }

  /// After each window: puts the peak since the last point on the curve about once a second.
  void count(Curve curve, TrainingState state) {
    if (nanoTime.getAsLong() - lastNanos >= INTERVAL_NANOS) {
      curve.add("memory/peak_bytes", state, (double) take());
      lastNanos = nanoTime.getAsLong();
    }
  }

  private long take() {
    long peak = ProcessMemory.peakBytes();
    largest = Math.max(largest, peak);
    ProcessMemory.clearPeak();
    return peak;
  }

  /// What to tell at the end.
  String sentence(int micro, boolean sequential, int tasks, @Nullable Long limitBytes) {
    long peak = Math.max(largest, take());
    return "The trainer's process had at most %s resident, with micro-batches of %d%s%s"
        .formatted(
            MemoryAmount.text(peak),
            micro,
            tasks > 1 ? " and backward: " + (sequential ? "sequential" : "joint") : "",
            limitBytes == null
                ? "; nothing limits it."
                : "; its tensors may take %s.".formatted(MemoryAmount.text(limitBytes)));
  }

  /// The peaks of both ways to train several tasks, each over what was in use before.
  static String bothWays(TrialPass dry, int micro, boolean sequential) {
    return "Peak of one micro-batch of %d samples over the model's own memory: backward: joint %s,"
            .formatted(micro, peak(dry, false))
        + " sequential %s; this job uses %s."
            .formatted(peak(dry, true), sequential ? "sequential" : "joint");
  }

  /// Of the second pass: the first one also allocates what is allocated once, such as gradients,
  /// scratch memory of operators and the compiled program.
  private static String peak(TrialPass dry, boolean oneByOne) {
    long before;
    try {
      dry.run(oneByOne);
      NativeHeap.giveBack();
      ProcessMemory.clearPeak();
      before = ProcessMemory.peakBytes();
      dry.run(oneByOne);
    } catch (RuntimeException e) {
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      return "more than there is";
    }
    return MemoryAmount.text(ProcessMemory.peakBytes() - before);
  }
}
