package dev.accrue.notify;

import dev.accrue.api.notification.ChannelKind;
import dev.accrue.api.notification.NotificationEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `notification_delivery` that send. An outcome is written under the number of
/// its attempt: it changes nothing once somebody else has claimed the notification.
@Component
class OutboxStore {

  private static final String CLAIM =
      """
      WITH due AS (
        SELECT d.id FROM notification_channel c CROSS JOIN LATERAL (
          SELECT id, next_attempt_at FROM notification_delivery
          WHERE channel_id = c.id AND state = 'WAITING' AND next_attempt_at <= :now
          ORDER BY next_attempt_at LIMIT :perChannel FOR UPDATE SKIP LOCKED) d
        WHERE c.enabled AND c.id <> ALL (:busy) AND c.id IN (
          SELECT channel_id FROM notification_delivery
          WHERE state = 'WAITING' AND next_attempt_at <= :now)
        ORDER BY d.next_attempt_at LIMIT :limit)
      UPDATE notification_delivery d SET attempts = d.attempts + 1, last_attempt_at = :now,
        next_attempt_at = :until
      FROM due, notification_channel c, team t
      WHERE d.id = due.id AND d.state = 'WAITING' AND d.next_attempt_at <= :now
        AND c.id = d.channel_id AND t.id = c.team_id
      RETURNING d.*, c.name AS channel, c.kind, c.ciphertext, c.recipients, t.name AS team
      """;
  private static final String FAIL =
      """
      UPDATE notification_delivery SET response_status = :status, failure = left(:failure, 1000),
        state = CASE WHEN CAST(:next AS timestamptz) IS NULL THEN 'GIVEN_UP' ELSE 'WAITING' END,
        next_attempt_at = :next,
        ended_at = CASE WHEN CAST(:next AS timestamptz) IS NULL THEN :now END
      WHERE id = :id AND attempts = :attempt AND state = 'WAITING'
      """;

  private final JdbcClient jdbc;

  OutboxStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Takes notifications whose time has come.
  ///
  /// @param until others leave them alone until then
  /// @param limit of them all
  /// @param busy channels that get nothing now
  List<Claimed> claim(
      Instant now, Instant until, int limit, int perChannel, Collection<UUID> busy) {
    return jdbc.sql(CLAIM)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .param("limit", limit)
        .param("perChannel", perChannel)
        .param("busy", busy.toArray(UUID[]::new))
        .query((row, _) -> claimed(row))
        .list();
  }

  /// Notes that the receiver took it.
  ///
  /// @return false when somebody else has claimed it meanwhile
  boolean deliver(Claimed claimed, @Nullable Integer status, Instant now) {
    return jdbc.sql(
                """
                UPDATE notification_delivery SET state = 'DELIVERED', response_status = :status,
                  failure = NULL, next_attempt_at = NULL, ended_at = :now
                WHERE id = :id AND attempts = :attempt AND state = 'WAITING'
                """)
            .param("status", status, Types.INTEGER)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("id", claimed.notice().id())
            .param("attempt", claimed.attempt())
            .update()
        == 1;
  }

  /// Notes that the attempt failed.
  ///
  /// @param next when to try again; null to give it up
  /// @return false when somebody else has claimed it meanwhile
  boolean fail(Claimed claimed, Outcome outcome, @Nullable Instant next, Instant now) {
    return jdbc.sql(FAIL)
            .param("status", outcome.status(), Types.INTEGER)
            .param("failure", outcome.failure())
            .param(
                "next",
                next == null ? null : next.atOffset(ZoneOffset.UTC),
                Types.TIMESTAMP_WITH_TIMEZONE)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("id", claimed.notice().id())
            .param("attempt", claimed.attempt())
            .update()
        == 1;
  }

  /// Forgets what ended before an instant.
  ///
  /// @return how many were forgotten, at most `limit`
  int deleteEnded(Instant before, int limit) {
    return jdbc.sql(
            """
            DELETE FROM notification_delivery WHERE id IN (
              SELECT id FROM notification_delivery WHERE ended_at < :before LIMIT :limit
              FOR UPDATE SKIP LOCKED)
            """)
        .param("before", before.atOffset(ZoneOffset.UTC))
        .param("limit", limit)
        .update();
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    int attempts = row.getInt("attempts");
    return new Claimed(
        notice(row),
        row.getObject("channel_id", UUID.class),
        ChannelKind.valueOf(row.getString("kind")),
        row.getBytes("ciphertext"),
        Arrays.asList((String[]) row.getArray("recipients").getArray()),
        attempts,
        attempts - row.getInt("earlier_attempts") - 1);
  }

  private static Notice notice(ResultSet row) throws SQLException {
    UUID jobId = row.getObject("job_id", UUID.class);
    String threshold = row.getString("threshold");
    return new Notice(
        row.getObject("id", UUID.class),
        NotificationEvent.valueOf(row.getString("event")),
        row.getString("team"),
        row.getString("channel"),
        jobId == null
            ? null
            : new Notice.Subject(
                jobId,
                row.getString("job_name"),
                row.getLong("optimizer_step"),
                row.getLong("total_optimizer_steps")),
        threshold == null ? null : new Notice.Crossing(threshold, row.getDouble("value")),
        row.getString("detail"),
        row.getObject("happened_at", OffsetDateTime.class).toInstant());
  }
}
