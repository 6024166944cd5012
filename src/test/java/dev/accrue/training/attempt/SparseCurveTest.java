package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.Position;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.training.loop.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SparseCurveTest {

  private static final long LIMIT = SeriesPoints.MAX_OF_A_SERIES;

  private final List<Long> kept = new ArrayList<>();

  @Test
  void passesEveryPointOnWhileTheyFit() {
    SparseCurve curve = curve(LIMIT, 0);
    add(curve, "train/loss", LongStream.rangeClosed(1, 1000));

    assertThat(kept).isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
    assertThat(curve.notice()).isEmpty();
  }

  @Test
  void passesTheFirstOfEveryStretchAndTheLast() {
    SparseCurve curve = curve(3 * LIMIT, 0);
    add(curve, "train/loss", LongStream.rangeClosed(1, 10));
    add(curve, "train/loss", LongStream.of(3 * LIMIT));

    assertThat(kept).containsExactly(1L, 5L, 9L, 3 * LIMIT);
    assertThat(curve.notice().orElseThrow()).contains("30,000,000", "of every 4 steps the first");
  }

  @Test
  void keepsWhatIsMeasuredSeldom() {
    SparseCurve curve = curve(3 * LIMIT, 0);
    add(curve, "validation/loss", LongStream.of(7, 12, 14, 21));
    add(curve, "train/samples_per_second", LongStream.of(8));

    assertThat(kept).containsExactly(7L, 12L, 14L, 21L, 8L);
  }

  @Test
  void goesOnInTheStretchesOfTheAttemptBefore() {
    SparseCurve curve = curve(3 * LIMIT, 6);
    add(curve, "train/loss", LongStream.rangeClosed(7, 14));

    assertThat(kept).containsExactly(9L, 13L);
  }

  /// A series without gaps is the longest: one point a stretch, and the last.
  @Property(tries = 200)
  void neverPassesMoreThanASeriesHolds(
      @ForAll @LongRange(min = LIMIT + 1, max = 1_000_000_000) long total) {
    kept.clear();
    SparseCurve curve = curve(total, 0);
    add(curve, "train/loss", LongStream.rangeClosed(1, 1000));
    long stride = kept.get(1) - kept.getFirst();

    assertThat(Long.bitCount(stride)).isEqualTo(1);
    assertThat(kept).allMatch(step -> step % stride == 1);
    assertThat(Math.ceilDiv(total, stride) + 1).isLessThanOrEqualTo(LIMIT);
    assertThat(Math.ceilDiv(total, stride / 2) + 1).isGreaterThan(LIMIT - 2);
  }

  private SparseCurve curve(long total, long start) {
    return new SparseCurve((_, state, _) -> kept.add(state.optimizerStep()), total, start);
  }

  private static void add(SparseCurve curve, String series, LongStream steps) {
    steps.forEach(step -> curve.add(series, at(step), 1));
  }

  private static TrainingState at(long step) {
    return new TrainingState(step, new Position(0, step, step, step, 0));
  }
}
