package dev.accrue.scheduling;

import dev.accrue.api.team.TeamShare;
import dev.accrue.api.team.TeamShareView;
import dev.accrue.scheduling.plan.Team;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What teams are entitled to and what they have used: device-seconds, each worth half after every
/// half-life. Those of attempts that have ended are summed up in `team_usage`, once: the statement
/// that adds an attempt marks it. Those of others are worked out when they are asked for, so
/// nothing has to be written while attempts run, and a server that dies loses nothing.
@Component
class TeamStore {

  /// What a held device counts until `:until`, the integral of the decay, and what that is worth
  /// now.
  private static final String USED =
      "sum(h.held_bytes::double precision / d.memory_bytes * :halfLife / ln(2) * (1 - %s) * %s)"
          .formatted(decay("u.until - u.assigned_at"), decay(":now::timestamptz - u.until"));

  private static final String SHARES =
      """
      JOIN attempt_device h ON h.attempt_id = u.id JOIN device d ON d.id = h.device_id
      """;

  private static final String SETTLE =
      """
      WITH ended AS (
        SELECT id FROM attempt WHERE NOT usage_counted AND ended_at IS NOT NULL
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED),
      counted AS (
        UPDATE attempt a SET usage_counted = true FROM ended WHERE a.id = ended.id
        RETURNING a.id, a.job_id, a.assigned_at, a.ended_at AS until),
      used AS (
        SELECT j.team_id, greatest(0, %s) AS seconds
          FROM counted u JOIN job j ON j.id = u.job_id %s
         GROUP BY j.team_id)
      INSERT INTO team_usage AS t (team_id, device_seconds, as_of)
      SELECT team_id, seconds, :now FROM used
      ON CONFLICT (team_id) DO UPDATE SET as_of = greatest(t.as_of, excluded.as_of),
        device_seconds = excluded.device_seconds + t.device_seconds
          * %s
      """
          .formatted(USED, SHARES, decay("excluded.as_of - t.as_of"));

  private static final String FIND =
      """
      WITH open AS (
        SELECT j.team_id, greatest(0, %s) AS seconds
          FROM (SELECT id, job_id, assigned_at,
                       greatest(assigned_at, coalesce(ended_at, :now::timestamptz)) AS until
                  FROM attempt WHERE NOT usage_counted) u
          JOIN job j ON j.id = u.job_id %s
         GROUP BY j.team_id)
      SELECT t.*, coalesce(open.seconds, 0) + coalesce(past.device_seconds * %s, 0) AS used
        FROM team t LEFT JOIN team_usage past ON past.team_id = t.id
        LEFT JOIN open ON open.team_id = t.id
      """
          .formatted(USED, SHARES, decay(":now::timestamptz - past.as_of"));

  private static final String ACTIVE =
      """
       WHERE EXISTS (SELECT FROM job WHERE team_id = t.id AND state = 'QUEUED')
          OR EXISTS (SELECT FROM job WHERE team_id = t.id
                       AND state IN ('ASSIGNED', 'RUNNING', 'PREEMPTING'))
      """;

  private final JdbcClient jdbc;
  private final SchedulingProperties properties;
  private final Clock clock;

  TeamStore(JdbcClient jdbc, SchedulingProperties properties, Clock clock) {
    this.jdbc = jdbc;
    this.properties = properties;
    this.clock = clock;
  }

  /// What is left of usage after an interval. The exponent is bounded, because PostgreSQL refuses
  /// to underflow, and because clocks of several servers differ.
  private static String decay(String interval) {
    return "power(2, -least(200, greatest(0, extract(epoch FROM %s)) / :halfLife))"
        .formatted(interval);
  }

  /// Adds the attempts that have ended to their teams' usage. Any number of servers may do it.
  void settle() {
    jdbc.sql(SETTLE)
        .param("halfLife", halfLifeSeconds())
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  /// Teams with something queued or running.
  List<Team> findActive() {
    return teams(find(FIND + ACTIVE));
  }

  /// The same, and one more.
  List<Team> findActiveAnd(UUID teamId) {
    return teams(find(FIND + ACTIVE + " OR t.id = :team").param("team", teamId));
  }

  private static List<Team> teams(JdbcClient.StatementSpec statement) {
    return statement
        .query((row, _) ->
            new Team(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getDouble("weight"),
                row.getInt("guaranteed_devices"),
                integer(row, "device_limit"),
                row.getDouble("used"),
                integer(row, "running_job_limit"),
                integer(row, "running_jobs_per_user")))
        .list();
  }

  /// How many teams have jobs that wait.
  int countWaiting() {
    return jdbc.sql(
            """
            SELECT count(*)::integer FROM team t
            WHERE EXISTS (SELECT FROM job WHERE team_id = t.id AND state = 'QUEUED')
            """)
        .query(Integer.class)
        .single();
  }

  List<TeamShareView> findShares(List<UUID> teamIds) {
    return find(FIND + " WHERE t.id = ANY (:teams) ORDER BY t.name")
        .param("teams", teamIds.toArray(UUID[]::new))
        .query((row, _) -> view(row))
        .list();
  }

  List<TeamShareView> findAllShares(int limit) {
    return find(FIND + " ORDER BY t.name LIMIT :limit")
        .param("limit", limit)
        .query((row, _) -> view(row))
        .list();
  }

  Optional<UUID> findId(String name) {
    return jdbc.sql("SELECT id FROM team WHERE name = :name")
        .param("name", name)
        .query(UUID.class)
        .optional();
  }

  /// Keeps others from changing the team until the transaction ends.
  void lock(UUID teamId) {
    jdbc.sql("SELECT id FROM team WHERE id = :team FOR NO KEY UPDATE")
        .param("team", teamId)
        .query(UUID.class)
        .single();
  }

  void change(UUID teamId, TeamShare share) {
    jdbc.sql(
            """
            UPDATE team SET weight = :weight, guaranteed_devices = :guaranteed,
              device_limit = :deviceLimit, running_job_limit = :runningJobs,
              running_jobs_per_user = :perUser, queued_job_limit = :queuedJobs
            WHERE id = :team
            """)
        .param("team", teamId)
        .param("weight", share.weight())
        .param("guaranteed", share.guaranteedDevices())
        .param("deviceLimit", share.deviceLimit(), Types.INTEGER)
        .param("runningJobs", share.runningJobLimit(), Types.INTEGER)
        .param("perUser", share.runningJobsPerUser(), Types.INTEGER)
        .param("queuedJobs", share.queuedJobLimit())
        .update();
  }

  /// Pauses or resumes the team's queue.
  ///
  /// @return false when it was so before
  boolean pause(UUID teamId, boolean paused) {
    return jdbc.sql(
                """
                UPDATE team SET queue_paused_at = CASE WHEN :paused THEN :now::timestamptz END
                WHERE id = :team AND (queue_paused_at IS NOT NULL) <> :paused
                """)
            .param("team", teamId)
            .param("paused", paused)
            .param("now", Timestamp.from(clock.instant()))
            .update()
        == 1;
  }

  /// The same for everybody's queue.
  boolean pauseAll(boolean paused) {
    return jdbc.sql(
                """
                UPDATE queue_switch SET paused_at = CASE WHEN :paused THEN :now::timestamptz END
                WHERE (paused_at IS NOT NULL) <> :paused
                """)
            .param("paused", paused)
            .param("now", Timestamp.from(clock.instant()))
            .update()
        == 1;
  }

  Optional<Instant> findPausedAt() {
    return jdbc.sql("SELECT paused_at FROM queue_switch WHERE paused_at IS NOT NULL")
        .query((row, _) -> row.getTimestamp("paused_at").toInstant())
        .optional();
  }

  private JdbcClient.StatementSpec find(String sql) {
    return jdbc.sql(sql)
        .param("halfLife", halfLifeSeconds())
        .param("now", Timestamp.from(clock.instant()));
  }

  private double halfLifeSeconds() {
    return properties.halfLife().toMillis() / 1000.0;
  }

  private static TeamShareView view(ResultSet row) throws SQLException {
    Timestamp paused = row.getTimestamp("queue_paused_at");
    return new TeamShareView(
        row.getString("name"),
        row.getDouble("weight"),
        row.getInt("guaranteed_devices"),
        integer(row, "device_limit"),
        integer(row, "running_job_limit"),
        integer(row, "running_jobs_per_user"),
        row.getInt("queued_job_limit"),
        paused == null ? null : paused.toInstant(),
        row.getDouble("used"));
  }

  private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    return row.getObject(column, Integer.class);
  }
}
