package dev.accrue.metric;

import static java.util.Objects.requireNonNull;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.fleet.HeldLease;
import dev.accrue.fleet.Leases;
import dev.accrue.metric.PointStore.Known;
import dev.accrue.metric.PointStore.Newest;
import dev.accrue.metric.PointStore.Series;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.LeaseHolder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes batches of points. The fence comes first, so batches of an attempt commit one by one and
/// their sequence numbers grow in the order in which readers can see them.
///
/// A batch is kept as it came until many have gathered, and then laid into the blocks of all levels
/// with them: a block is written once for many batches. Batches that wait hold only points that are
/// newer than all in the blocks and each other's; any other batch, a replay above all, is laid into
/// the blocks at once.
@Component
class PointIngest {

  static final int MAX_SERIES_OF_A_JOB = 1_000;
  static final long MAX_POINTS_OF_A_SERIES = SeriesPoints.MAX_OF_A_SERIES;
  static final int MAX_PENDING_BATCHES = 64;

  /// Readers unpack what is pending each time.
  static final int MAX_PENDING_POINTS = 65_536;

  /// With so many, waiting for more would only write them twice.
  private static final int MANY_POINTS = 4_096;

  private final Leases leases;
  private final PointStore store;
  private final BlockStore blocks;
  private final Signals signals;
  private final List<PointListener> listeners;

  PointIngest(
      Leases leases,
      PointStore store,
      BlockStore blocks,
      Signals signals,
      List<PointListener> listeners) {
    this.leases = leases;
    this.store = store;
    this.blocks = blocks;
    this.signals = signals;
    this.listeners = listeners;
  }

  @Transactional
  public void ingest(LeaseHolder lease, long fencingToken, PointBatch batch) {
    HeldLease held = leases.hold(lease, fencingToken);
    PointRules.check(batch, store.fetchTotalOptimizerSteps(held.jobId()));
    List<SeriesPoints> series =
        batch.series().stream().filter(it -> !it.optimizerSteps().isEmpty()).toList();
    if (!series.isEmpty()) {
      take(held, series);
      listeners.forEach(listener -> listener.taken(lease, batch));
    }
    store.advanceJob(held.jobId(), batch.optimizerStep());
    signals.send(Signal.POINT, held.jobId());
  }

  private void take(HeldLease held, List<SeriesPoints> series) {
    Known known = known(held, series);
    Map<String, Long> ids = new HashMap<>();
    known.series().forEach((name, it) -> ids.put(name, it.id()));
    PackedBatch packed = PackedBatch.of(held.sequence(), ids, series);
    if (mayWait(known, series)) {
      List<Newest> newest = series.stream().map(it -> newest(ids, it)).toList();
      store.append(held.attemptId(), packed, count(series), newest);
    } else {
      fold(held, known, packed);
    }
  }

  private Known known(HeldLease held, List<SeriesPoints> series) {
    List<String> names = series.stream().map(SeriesPoints::name).toList();
    Known known = store.findKnown(held.attemptId(), names);
    if (known.series().size() < names.size()) {
      if (store.countNames(held.jobId(), names) > MAX_SERIES_OF_A_JOB) {
        throw PointRules.refusal("a job may have at most %d series".formatted(MAX_SERIES_OF_A_JOB));
      }
      known.series().putAll(store.insertSeries(held.attemptId(), names));
    }
    return known;
  }

  private static boolean mayWait(Known known, List<SeriesPoints> series) {
    int points = count(series);
    long pending = known.pendingPoints() + points;
    return points < MANY_POINTS
        && pending <= MAX_PENDING_POINTS
        && known.pendingBatches() < MAX_PENDING_BATCHES - 1
        && series.stream().allMatch(it -> isNew(known.series(), it, pending));
  }

  /// Whether all points come after those that the series has, and fit whatever is pending.
  private static boolean isNew(Map<String, Series> known, SeriesPoints points, long pending) {
    Series series = known.get(points.name());
    return series != null
        && series.points() + pending <= MAX_POINTS_OF_A_SERIES
        && (series.newestOptimizerStep() == null
            || points.optimizerSteps().getFirst() > series.newestOptimizerStep());
  }

  private void fold(HeldLease held, Known known, PackedBatch batch) {
    FreshPoints points = new FreshPoints();
    store.takePending(held.attemptId()).forEach(it -> it.forEach(points::add));
    batch.forEach(points::add);
    Fold fold = new Fold(points);
    fold.lay(blocks.find(fold.touched()));
    known
        .series()
        .forEach((name, series) ->
            requireRoom(name, series.points() + fold.added().getOrDefault(series.id(), 0L)));
    List<Newest> newest = new ArrayList<>();
    points.forEachSeries((id, column) -> {
      Point last = column.getLast();
      newest.add(new Newest(id, last.optimizerStep(), last.value()));
    });
    if (!fold.changed().isEmpty()) {
      blocks.put(fold.changed());
    }
    store.recordFold(held.attemptId(), held.sequence(), newest, fold.added());
  }

  private static void requireRoom(String name, long points) {
    if (points > MAX_POINTS_OF_A_SERIES) {
      throw PointRules.refusal(
          "series %s would have %d points, at most %d are kept; record every few optimizer steps"
              .formatted(name, points, MAX_POINTS_OF_A_SERIES));
    }
  }

  private static Newest newest(Map<String, Long> ids, SeriesPoints points) {
    return new Newest(
        requireNonNull(ids.get(points.name())),
        points.optimizerSteps().getLast(),
        points.values().getLast());
  }

  private static int count(List<SeriesPoints> series) {
    return series.stream().mapToInt(it -> it.optimizerSteps().size()).sum();
  }
}
