package dev.accrue.training.loop;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.memory.MemoryAmount;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.OutOfMemory;
import dev.accrue.training.memory.PeakMemory;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Follows how much memory tensors take at most, about once a second and over all.
final class MemoryMeter {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private final PeakMemory memory;
  private long largest;
  private long last;
  private long lastNanos;

  MemoryMeter(MemoryTerms terms) {
    this.nanoTime = terms.nanoTime();
    this.memory = PeakMemory.on(terms.device());
    this.lastNanos = nanoTime.getAsLong();
    memory.clear();
  }

  /// After each window: puts the peak since the last point on the curve about once a second.
  void count(Curve curve, TrainingState state) {
    if (nanoTime.getAsLong() - lastNanos >= INTERVAL_NANOS) {
      curve.add("memory/peak_bytes", state, (double) take());
      lastNanos = nanoTime.getAsLong();
    }
  }

  private long take() {
    long peak = memory.bytes();
    largest = Math.max(largest, peak);
    last = peak;
    memory.clear();
    return peak;
  }

  /// The peak since the last point but one.
  long recentPeak() {
    return Math.max(last, memory.bytes());
  }

  /// What to tell at the end.
  String sentence(int micro, boolean sequential, int tasks, @Nullable Long limitBytes) {
    long peak = Math.max(largest, take());
    return "%s, with micro-batches of %d%s%s"
        .formatted(
            memory.sentence(peak),
            micro,
            tasks > 1 ? " and backward: " + (sequential ? "sequential" : "joint") : "",
            limitBytes == null
                ? "; nothing limits it."
                : "; its tensors may take %s.".formatted(MemoryAmount.text(limitBytes)));
  }

  /// The peaks of both ways to train several tasks, each over what was in use before.
  static String bothWays(TrialPass dry, DeviceKind device, int micro, boolean sequential) {
    PeakMemory memory = PeakMemory.on(device);
    return "Peak of one micro-batch of %d samples over the model's own memory: backward: joint %s,"
            .formatted(micro, peak(dry, memory, false))
        + " sequential %s; this job uses %s."
            .formatted(peak(dry, memory, true), sequential ? "sequential" : "joint");
  }

  private static String peak(TrialPass dry, PeakMemory memory, boolean oneByOne) {
    OptionalLong bytes = peak(() -> dry.run(oneByOne), memory);
    return bytes.isEmpty() ? "more than there is" : MemoryAmount.text(bytes.getAsLong());
  }

  /// The peak of a pass over what was in use before. It is run twice: the first time also allocates
  /// what is allocated once, such as gradients, scratch memory of operators and the compiled
  /// program.
  ///
  /// @return empty when memory ran out
  static OptionalLong peak(Runnable pass, PeakMemory memory) {
    try {
      pass.run();
      NativeHeap.giveBack();
      memory.clear();
      long before = memory.bytes();
      pass.run();
      return OptionalLong.of(memory.bytes() - before);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      NativeHeap.giveBack();
      return OptionalLong.empty();
    }
  }
}
