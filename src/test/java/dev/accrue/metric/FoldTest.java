package dev.accrue.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Blocks that are laid batch by batch, with replays and changed values, hold at every level what
/// one gets by rolling up the points themselves.
class FoldTest {

  private static final long SERIES = 7;

  /// Blocks as the database keeps them.
  private final Map<Block.Key, byte[]> stored = new HashMap<>();

  private final NavigableMap<Long, Point> expected = new TreeMap<>();

  @Property(tries = 60)
  void holdsAtEveryLevelWhatItsPointsRollUpTo(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 20) int batches) {
    stored.clear();
    expected.clear();
    long farthest = 1 + random.nextLong(random.nextBoolean() ? 3_000 : 3_000_000);
    long added = 0;
    for (int sequence = 1; sequence <= batches; sequence++) {
      added += lay(batch(random, farthest, sequence));
    }

    assertThat(added).isEqualTo(expected.size());
    for (Level level : Level.ALL) {
      assertThat(entries(level)).isEqualTo(rolledUp(level));
    }
  }

  @Property(tries = 20)
  void layingABatchAgainChangesNothing(@ForAll Random random) {
    stored.clear();
    FreshPoints points = batch(random, 5_000, 1);
    lay(points);
    Map<Block.Key, byte[]> before = new HashMap<>(stored);
    FreshPoints again = new FreshPoints();
    points
        .of(SERIES)
        .forEach(it ->
            again.add(
                SERIES,
                new Point(it.optimizerStep(), it.value(), it.samplesSeen(), it.atMillis(), 2)));

    Fold fold = new Fold(again);
    fold.lay(find(fold));

    assertThat(fold.changed()).isEmpty();
    assertThat(fold.added()).isEmpty();
    assertThat(stored).isEqualTo(before);
  }

  private long lay(FreshPoints points) {
    Fold fold = new Fold(points);
    fold.lay(find(fold));
    fold.changed().forEach(block -> stored.put(block.key(), block.bytes()));
    return fold.added().getOrDefault(SERIES, 0L);
  }

  private List<Block> find(Fold fold) {
    return fold.touched().stream()
        .filter(stored::containsKey)
        .map(key -> Block.read(key, 0, Objects.requireNonNull(stored.get(key))))
        .toList();
  }

  private FreshPoints batch(Random random, long farthest, int sequence) {
    FreshPoints points = new FreshPoints();
    long first = random.nextLong(farthest);
    int stride = 1 + random.nextInt(random.nextBoolean() ? 2 : 500);
    for (int i = 0; i < 1 + random.nextInt(600); i++) {
      Point point = point(first + (long) i * stride, value(random), sequence);
      points.add(SERIES, point);
      expected.merge(
          point.optimizerStep(), point, (old, later) -> old.saysTheSame(later) ? old : later);
    }
    return points;
  }

  private static Point point(long step, double value, long sequence) {
    return new Point(step, value, step * 256, 1_700_000_000_000L + step, sequence);
  }

  private static double value(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      // Sums of few whole numbers are exact, in whatever order they are made.
      default -> random.nextInt(-1_000, 1_000);
    };
  }

  private List<Entry> entries(Level level) {
    return stored.entrySet().stream()
        .filter(it -> it.getKey().level().equals(level))
        .sorted(Comparator.comparingLong(it -> it.getKey().block()))
        .flatMap(it -> Block.read(it.getKey(), 0, it.getValue()).entries())
        .toList();
  }

  private List<Entry> rolledUp(Level level) {
    if (level.equals(Level.POINTS)) {
      return List.copyOf(expected.values());
    }
    NavigableMap<Long, List<Point>> groups = new TreeMap<>();
    expected
        .values()
        .forEach(point ->
            groups
                .computeIfAbsent(point.optimizerStep() / level.widthSteps(), _ -> new ArrayList<>())
                .add(point));
    return groups.values().stream().map(FoldTest::bucket).map(Entry.class::cast).toList();
  }

  /// By its definition.
  private static Bucket bucket(List<Point> points) {
    double[] finite = points.stream().mapToDouble(Point::value).filter(Double::isFinite).toArray();
    Point last = points.getLast();
    return new Bucket(
        finite.length,
        (int) points.stream().filter(it -> Double.isNaN(it.value())).count(),
        (int) points.stream().filter(it -> it.value() == Double.POSITIVE_INFINITY).count(),
        (int) points.stream().filter(it -> it.value() == Double.NEGATIVE_INFINITY).count(),
        Arrays.stream(finite).sum(),
        Arrays.stream(finite).min().orElse(Double.NaN),
        Arrays.stream(finite).max().orElse(Double.NaN),
        points.getFirst().optimizerStep(),
        last.optimizerStep(),
        last.value(),
        last.samplesSeen(),
        last.atMillis());
  }
}
