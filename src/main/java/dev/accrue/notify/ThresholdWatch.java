package dev.accrue.notify;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.metric.PointListener;
import dev.accrue.team.LeaseHolder;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/// Holds each batch of points against the thresholds of its team's channels. Where there are none,
/// that costs a look into a map.
@Component
class ThresholdWatch implements PointListener {

  private final ThresholdRules rules;
  private final CrossingStore store;
  private final Clock clock;

  ThresholdWatch(ThresholdRules rules, CrossingStore store, Clock clock) {
    this.rules = rules;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void taken(LeaseHolder lease, PointBatch batch) {
    List<ThresholdRules.Rule> ofTeam = rules.of(lease.teamId());
    for (ThresholdRules.Rule rule : ofTeam) {
      batch.series().stream()
          .filter(series -> series.name().equals(rule.threshold().series()))
          .forEach(series -> look(lease, rule, series));
    }
  }

  /// Tells of the first point that meets the threshold.
  private void look(LeaseHolder lease, ThresholdRules.Rule rule, SeriesPoints series) {
    for (int i = 0; i < series.values().size(); i++) {
      if (rule.threshold().isMetBy(series.values().get(i))) {
        store.tell(
            rule.channelId(),
            lease.jobId(),
            rule.threshold(),
            series.optimizerSteps().get(i),
            series.values().get(i),
            clock.instant());
        return;
      }
    }
  }
}
