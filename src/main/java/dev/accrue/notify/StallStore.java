package dev.accrue.notify;

import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `notification_progress`.
@Component
class StallStore {

  /// An attempt is as far as the newest optimizer step of any of its series, and without a point it
  /// stands still since its start.
  private static final String NOTE =
      """
      INSERT INTO notification_progress AS p (attempt_id, newest_optimizer_step, since_at)
      SELECT a.id, coalesce(s.newest, -1),
        CASE WHEN s.newest IS NULL THEN coalesce(a.started_at, :now) ELSE :now END
      FROM attempt a JOIN job j ON j.id = a.job_id CROSS JOIN LATERAL (
        SELECT max(newest_optimizer_step) AS newest FROM series WHERE attempt_id = a.id) s
      WHERE a.ended_at IS NULL AND j.state = 'RUNNING' AND j.team_id IN (
        SELECT team_id FROM notification_channel WHERE enabled AND stall_minutes IS NOT NULL)
      ORDER BY a.id
      ON CONFLICT (attempt_id) DO UPDATE
        SET newest_optimizer_step = excluded.newest_optimizer_step, since_at = :now
        WHERE p.newest_optimizer_step <> excluded.newest_optimizer_step
      """;

  private static final String TELL =
      """
      INSERT INTO notification_delivery (id, channel_id, team_id, event, job_id, job_name, optimizer_step,
        total_optimizer_steps, detail, once_key, happened_at, next_attempt_at)
      SELECT gen_random_uuid(), c.id, c.team_id, 'STALLED', j.id, j.name, j.optimizer_step,
        j.total_optimizer_steps, 'no new point for ' || c.stall_minutes || ' minutes',
        p.attempt_id || ' stands at ' || p.newest_optimizer_step, :now, :now
      FROM notification_progress p JOIN attempt a ON a.id = p.attempt_id
        JOIN job j ON j.id = a.job_id JOIN notification_channel c ON c.team_id = j.team_id
      WHERE a.ended_at IS NULL AND j.state = 'RUNNING' AND c.enabled
        AND p.since_at <= :now - make_interval(mins => c.stall_minutes) AND notification_room(c.id)
      FOR KEY SHARE OF c
      ON CONFLICT (channel_id, once_key) DO NOTHING
      """;

  private final JdbcClient jdbc;

  StallStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Notes how far running attempts have come of teams that want to hear of stalls.
  void noteProgress(Instant now) {
    jdbc.sql(NOTE).param("now", now.atOffset(ZoneOffset.UTC)).update();
  }

  /// Writes a notice for each stall that a channel was not told of yet.
  ///
  /// @return how many
  int tell(Instant now) {
    return jdbc.sql(TELL).param("now", now.atOffset(ZoneOffset.UTC)).update();
  }

  /// Forgets attempts that have ended.
  void forgetEnded() {
    jdbc.sql(
            """
            DELETE FROM notification_progress p USING attempt a
            WHERE a.id = p.attempt_id AND a.ended_at IS NOT NULL
            """)
        .update();
  }
}
