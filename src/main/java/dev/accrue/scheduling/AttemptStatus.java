package dev.accrue.scheduling;

import dev.accrue.scheduling.plan.DeviceShare;
import dev.accrue.scheduling.plan.RunningAttempt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads how far live attempts are.
@Component
class AttemptStatus {

  /// Fewer steps say little about how long the rest takes.
  private static final long STEPS_TO_MEASURE = 5;

  private final JdbcClient jdbc;
  private final Clock clock;

  AttemptStatus(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  List<RunningAttempt> findLive() {
    Instant now = clock.instant();
    return jdbc.sql(
            """
            SELECT a.id, a.job_id, j.team_id, j.created_by, j.priority, a.assigned_at, a.started_at,
              a.deadline_at, j.state, j.cancel_requested_at, j.step_seconds,
              j.optimizer_step - a.curve_from_step AS steps_done,
              j.total_optimizer_steps - j.optimizer_step AS steps_left,
              (SELECT c.created_at FROM checkpoint c WHERE c.attempt_id = a.id
                ORDER BY c.optimizer_step DESC LIMIT 1) AS saved_at,
              ARRAY(SELECT h.device_id FROM attempt_device h
                WHERE h.attempt_id = a.id AND NOT h.released ORDER BY h.device_id) AS devices,
              ARRAY(SELECT h.held_bytes FROM attempt_device h
                WHERE h.attempt_id = a.id AND NOT h.released ORDER BY h.device_id) AS held
            FROM attempt a JOIN job j ON j.id = a.job_id
            WHERE a.ended_at IS NULL
            """)
        .query((row, number) -> attempt(row, now))
        .list();
  }

  private static RunningAttempt attempt(ResultSet row, Instant now) throws SQLException {
    Instant assigned = row.getTimestamp("assigned_at").toInstant();
    String state = row.getString("state");
    boolean canceling = row.getTimestamp("cancel_requested_at") != null;
    boolean stopping = canceling || state.equals("PREEMPTING");
    return new RunningAttempt(
        row.getObject("id", UUID.class),
        row.getObject("job_id", UUID.class),
        row.getObject("team_id", UUID.class),
        row.getObject("created_by", UUID.class),
        row.getInt("priority"),
        shares(row),
        assigned,
        lost(row, now),
        expectedEnd(row, now),
        stopping,
        !stopping && state.equals("RUNNING"));
  }

  private static List<DeviceShare> shares(ResultSet row) throws SQLException {
    UUID[] devices = (UUID[]) row.getArray("devices").getArray();
    Long[] held = (Long[]) row.getArray("held").getArray();
    List<DeviceShare> shares = new ArrayList<>();
    for (int i = 0; i < devices.length; i++) {
      shares.add(new DeviceShare(devices[i], held[i]));
    }
    return shares;
  }

  /// Since its last checkpoint, or since it began.
  private static Duration lost(ResultSet row, Instant now) throws SQLException {
    Timestamp saved = row.getTimestamp("saved_at");
    Timestamp started = row.getTimestamp("started_at");
    Timestamp since = saved == null ? started : saved;
    Duration lost = since == null ? Duration.ZERO : Duration.between(since.toInstant(), now);
    return lost.isNegative() ? Duration.ZERO : lost;
  }

  private static @Nullable Instant expectedEnd(ResultSet row, Instant now) throws SQLException {
    Timestamp deadline = row.getTimestamp("deadline_at");
    Double stepSeconds = stepSeconds(row, now);
    Instant byLimit = deadline == null ? null : deadline.toInstant();
    if (stepSeconds == null) {
      return byLimit;
    }
    double left = Math.max(0, stepSeconds * row.getLong("steps_left"));
    Instant end = now.plusMillis(Math.round(left * 1000));
    return byLimit == null || end.isBefore(byLimit) ? end : byLimit;
  }

  /// As measured in this attempt, or else before.
  private static @Nullable Double stepSeconds(ResultSet row, Instant now) throws SQLException {
    long done = row.getLong("steps_done");
    Timestamp started = row.getTimestamp("started_at");
    if (started != null && done >= STEPS_TO_MEASURE && started.toInstant().isBefore(now)) {
      return Duration.between(started.toInstant(), now).toMillis() / 1000.0 / done;
    }
    return row.getObject("step_seconds", Double.class);
  }
}
