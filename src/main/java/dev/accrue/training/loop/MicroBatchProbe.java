package dev.accrue.training.loop;

import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.OutOfMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Finds the fastest micro-batch that fits: runs powers of two upwards until memory runs out, the
/// limit is reached or the time is up. Of sizes that are nearly equally fast the smallest is taken,
/// since it leaves most memory.
///
/// @param nanoTime a clock that only moves forward
record MicroBatchProbe(LongSupplier nanoTime) {

  static final int MAX_MICRO = 65_536;

  /// No size is begun that is not expected to end within this time from the start.
  static final long BUDGET_NANOS = 5_000_000_000L;

  /// A size is measured for so long, or so often.
  private static final long ENOUGH_NANOS = 50_000_000L;

  private static final int MOST_RUNS = 8;

  /// As good as the fastest.
  private static final double NEARLY = 0.97;

  /// Opens a run of micro-batches of a size; its memory is freed when it is closed.
  @FunctionalInterface
  interface Runs {
    Run open(int micro) throws InterruptedException;
  }

  /// Forwards and backwards of one size.
  interface Run extends AutoCloseable {
    void run();

    @Override
    void close();
  }

  /// How fast a size is.
  record Measured(int micro, double samplesPerSecond) {}

  /// What was found.
  ///
  /// @param micro the size to take
  /// @param fits the sizes that were measured, ascending; at least one
  /// @param why the ascent ended
  record Found(int micro, List<Measured> fits, String why) {

    /// A sentence for people, with all that was measured.
    String sentence() {
      String table =
          fits.stream()
              .map(size ->
                  String.format(Locale.ROOT, "%d: %,.0f", size.micro(), size.samplesPerSecond()))
              .collect(Collectors.joining(", "));
      return "micro: auto takes %d. Samples per second by micro-batch: %s; %s"
          .formatted(micro, table, why);
    }
  }

  /// Measures.
  ///
  /// @param largest no larger ones are tried
  /// @throws RuntimeException what a micro-batch of one sample failed with
  Found find(int largest, Runs runs) throws InterruptedException {
    long start = nanoTime.getAsLong();
    List<Measured> fits = new ArrayList<>();
    String why = "larger ones are not allowed";
    for (int micro = 1; micro <= Math.min(largest, MAX_MICRO); micro *= 2) {
      if (!fits.isEmpty() && nanoTime.getAsLong() - start + expected(fits) > BUDGET_NANOS) {
        why = "larger ones would have taken too long to try";
        break;
      }
      try (Run run = runs.open(micro)) {
        fits.add(new Measured(micro, micro * 1e9 / nanosPerRun(run)));
      } catch (RuntimeException | OutOfMemoryError e) {
        if (fits.isEmpty() || !OutOfMemory.is(e)) {
          throw e;
        }
        why = "%d does not fit".formatted(micro);
        break;
      } finally {
        NativeHeap.giveBack();
      }
    }
    return new Found(best(fits), fits, why);
  }

  /// Twice the samples, once to warm up and at least once to measure.
  private static double expected(List<Measured> fits) {
    Measured last = fits.getLast();
    return 2 * 2 * last.micro() / last.samplesPerSecond() * 1e9;
  }

  private double nanosPerRun(Run run) {
    run.run(); // the first one allocates
    long start = nanoTime.getAsLong();
    long nanos = 0;
    int count = 0;
    while (count < MOST_RUNS && nanos < ENOUGH_NANOS) {
      run.run();
      count++;
      nanos = nanoTime.getAsLong() - start;
    }
    return Math.max(1.0, (double) nanos) / count;
  }

  private static int best(List<Measured> fits) {
    double fastest = fits.stream().mapToDouble(Measured::samplesPerSecond).max().orElseThrow();
    return fits.stream()
        .filter(size -> size.samplesPerSecond() >= NEARLY * fastest)
        .mapToInt(Measured::micro)
        .min()
        .orElseThrow();
  }
}
