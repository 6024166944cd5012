package dev.accrue.metric;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.fleet.HeldLease;
import dev.accrue.fleet.Leases;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.LeaseHolder;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes batches of points. The fence comes first, so batches of an attempt commit one by one and
/// their sequence numbers grow in the order in which readers can see them.
@Component
class PointIngest {

  static final int MAX_SERIES_OF_A_JOB = 1_000;

  private final Leases leases;
  private final PointStore store;
  private final Signals signals;

  PointIngest(Leases leases, PointStore store, Signals signals) {
    this.leases = leases;
    this.store = store;
    this.signals = signals;
  }

  @Transactional
  public void ingest(LeaseHolder lease, long fencingToken, PointBatch batch) {
    HeldLease held = leases.hold(lease, fencingToken);
    PointRules.check(batch, store.fetchTotalOptimizerSteps(held.jobId()));
    List<SeriesPoints> series =
        batch.series().stream().filter(it -> !it.optimizerSteps().isEmpty()).toList();
    if (!series.isEmpty()) {
      store.upsert(seriesIds(held, series), series, held.sequence());
    }
    store.advanceJob(held.jobId(), batch.optimizerStep());
    signals.send(Signal.POINT, held.jobId());
  }

  private Map<String, Long> seriesIds(HeldLease held, List<SeriesPoints> series) {
    List<String> names = series.stream().map(SeriesPoints::name).toList();
    Map<String, Long> ids = store.findSeries(held.attemptId(), names);
    if (ids.size() < names.size()) {
      if (store.countNames(held.jobId(), names) > MAX_SERIES_OF_A_JOB) {
        throw PointRules.refusal("a job may have at most %d series".formatted(MAX_SERIES_OF_A_JOB));
      }
      ids.putAll(store.insertSeries(held.attemptId(), names));
    }
    return ids;
  }
}
