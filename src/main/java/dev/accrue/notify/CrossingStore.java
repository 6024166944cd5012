package dev.accrue.notify;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statement that tells of points that met a threshold.
@Component
class CrossingStore {

  private static final String TELL =
      """
      INSERT INTO notification_delivery (id, channel_id, team_id, event, job_id, job_name, optimizer_step,
        total_optimizer_steps, threshold, value, detail, once_key, happened_at, next_attempt_at)
      SELECT gen_random_uuid(), c.id, c.team_id, 'THRESHOLD', j.id, j.name, :optimizerStep,
        j.total_optimizer_steps, :threshold, :value, :detail, j.id || ' met ' || :threshold, :now,
        :now
      FROM job j JOIN notification_channel c ON c.team_id = j.team_id
      WHERE j.id = :job AND c.id = :channel AND c.enabled AND :threshold = ANY (c.thresholds)
        AND notification_room(c.id)
      FOR KEY SHARE OF c
      ON CONFLICT (channel_id, once_key) DO NOTHING
      """;

  private final JdbcClient jdbc;

  CrossingStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Writes a notice, unless the channel was told of this threshold for this job before, or has it
  /// no longer.
  void tell(
      UUID channel, UUID job, Threshold threshold, long optimizerStep, double value, Instant now) {
    jdbc.sql(TELL)
        .param("channel", channel)
        .param("job", job)
        .param("threshold", threshold.text())
        .param("optimizerStep", optimizerStep)
        .param("value", value)
        .param("detail", "%s was %s".formatted(threshold.series(), value))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }
}
