package dev.accrue.scheduling;

import dev.accrue.scheduling.plan.WaitingJob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on the queue.
@Component
class QueueStore {

  /// Any constant that nothing else in the database locks.
  private static final long SCHEDULER_LOCK = 0x6163637275650001L;

  private final JdbcClient jdbc;
  private final Selectors selectors;

  QueueStore(JdbcClient jdbc, Selectors selectors) {
    this.jdbc = jdbc;
    this.selectors = selectors;
  }

  /// What a job's row says of it.
  private static final String WAITING =
      """
      SELECT j.id, j.team_id, j.created_by, j.priority, j.queued_at, j.devices,
        j.device_memory_bytes, j.selector, j.claimed_worker_id, j.not_before_at, j.held_at,
        j.started_at IS NOT NULL AS started, j.time_limit_minutes, j.retries,
        j.step_seconds * (j.total_optimizer_steps - j.optimizer_step) AS remaining_seconds
      """;

  private static final String HEADS =
      """
      FROM team t CROSS JOIN LATERAL (
          (SELECT id FROM job WHERE team_id = t.id AND state = 'QUEUED' AND held_at IS NULL
              AND (not_before_at IS NULL OR not_before_at <= :now)
              AND NOT EXISTS (SELECT FROM job_dependency WHERE job_id = job.id)
            ORDER BY priority DESC, queued_at, id LIMIT :perTeam)
          UNION SELECT id FROM job
            WHERE team_id = t.id AND state = 'QUEUED' AND claimed_worker_id IS NOT NULL
              AND held_at IS NULL) head
        JOIN job j ON j.id = head.id
      WHERE t.queue_paused_at IS NULL
      """;

  /// The queue as of one moment.
  ///
  /// @param ready jobs that could start now
  /// @param blocked the others, and why; empty where only heads were asked for
  /// @param whole whether these are all jobs that wait
  record Queue(List<WaitingJob> ready, Map<UUID, Obstacle> blocked, boolean whole) {

    /// Without jobs that were given a place and wait for that alone.
    Queue without(Map<UUID, PlacementBackend.Underway> underway) {
      if (underway.isEmpty()) {
        return this;
      }
      Map<UUID, Obstacle> more = new LinkedHashMap<>(blocked);
      List<WaitingJob> others = new ArrayList<>(ready.size());
      for (WaitingJob job : ready) {
        PlacementBackend.Underway place = underway.get(job.id());
        if (place == null) {
          others.add(job);
        } else {
          more.put(job.id(), new Obstacle.Underway(place.code(), place.reason()));
        }
      }
      return new Queue(others, more, whole);
    }
  }

  boolean isEmpty() {
    return jdbc.sql("SELECT FROM job WHERE state = 'QUEUED' LIMIT 1")
        .query((row, number) -> true)
        .optional()
        .isEmpty();
  }

  /// Makes the caller's transaction the only one on any server that schedules, unless there is one.
  /// Whoever is refused need not come again: what it was to look at is signaled to the other too.
  boolean tryLockScheduler() {
    return jdbc.sql("SELECT pg_try_advisory_xact_lock(:lock)")
        .param("lock", SCHEDULER_LOCK)
        .query(Boolean.class)
        .single();
  }

  /// Something that is different whenever a plan might be: the newest transition, the workers that
  /// can be given work, and how many waiting jobs have come to their time. Costs a look at each of
  /// three indexes, and one at the workers.
  String fingerprint(Instant now, Instant silentSince) {
    return jdbc.sql(
            """
            SELECT concat_ws('/',
              (SELECT max(id) FROM job_event WHERE to_state IS NOT NULL),
              (SELECT max(id) FROM audit_event),
              (SELECT count(*) FROM job
                WHERE state = 'QUEUED' AND not_before_at IS NOT NULL AND not_before_at <= :now),
              (SELECT concat_ws(',', count(*), max(registered_at)) FROM worker
                WHERE last_heartbeat_at > :silentSince
                  AND draining_at IS NULL AND left_at IS NULL AND problem IS NULL))
            """)
        .param("now", Timestamp.from(now))
        .param("silentSince", Timestamp.from(silentSince))
        .query(String.class)
        .single();
  }

  /// How many jobs wait, counted to a limit.
  int countWaiting(int limit) {
    return jdbc.sql(
            """
            SELECT count(*)::integer
            FROM (SELECT FROM job WHERE state = 'QUEUED' LIMIT :limit) waiting
            """)
        .param("limit", limit)
        .query(Integer.class)
        .single();
  }

  /// The first jobs of each team that could start now, in the team's order: all that matters for
  /// what is placed next, unless none of them fits or may start where a later one does. Those that
  /// devices were taken from others for are among them wherever they are.
  Queue findHeads(Instant now, int perTeam) {
    List<WaitingJob> ready = new ArrayList<>();
    Map<String, Map<String, String>> known = new HashMap<>();
    if (!paused()) {
      jdbc.sql(WAITING + HEADS)
          .param("now", Timestamp.from(now))
          .param("perTeam", perTeam)
          .query(row -> {
            ready.add(job(row, known));
          });
    }
    return new Queue(ready, Map.of(), false);
  }

  /// Whether the whole queue or the team's is paused.
  Optional<Obstacle> findPause(UUID teamId) {
    if (paused()) {
      return Optional.of(new Obstacle.Paused(""));
    }
    return jdbc.sql("SELECT name FROM team WHERE id = :team AND queue_paused_at IS NOT NULL")
        .param("team", teamId)
        .query((row, number) -> (Obstacle) new Obstacle.Paused(row.getString(1)))
        .optional();
  }

  private boolean paused() {
    return jdbc.sql("SELECT paused_at IS NOT NULL FROM queue_switch").query(Boolean.class).single();
  }

  Queue findQueue(Instant now) {
    boolean paused = paused();
    List<WaitingJob> ready = new ArrayList<>();
    Map<UUID, Obstacle> blocked = new LinkedHashMap<>();
    Map<String, Map<String, String>> known = new HashMap<>();
    jdbc.sql(
            WAITING
                + """
                  , CASE WHEN t.queue_paused_at IS NOT NULL THEN t.name END AS paused_team, d.open
                FROM job j JOIN team t ON t.id = j.team_id
                  LEFT JOIN (SELECT job_id, count(*)::integer AS open
                    FROM job_dependency GROUP BY job_id) d ON d.job_id = j.id
                WHERE j.state = 'QUEUED'
                """)
        .query(row -> {
          Optional<Obstacle> obstacle = obstacle(row, paused, now);
          if (obstacle.isPresent()) {
            blocked.put(row.getObject("id", UUID.class), obstacle.get());
          } else {
            ready.add(job(row, known));
          }
        });
    return new Queue(ready, blocked, true);
  }

  private static Optional<Obstacle> obstacle(ResultSet row, boolean paused, Instant now)
      throws SQLException {
    Timestamp notBefore = row.getTimestamp("not_before_at");
    if (row.getTimestamp("held_at") != null) {
      return Optional.of(new Obstacle.Held());
    }
    int open = row.getInt("open");
    if (open > 0) {
      return Optional.of(new Obstacle.Dependencies(open));
    }
    if (notBefore != null && notBefore.toInstant().isAfter(now)) {
      return Optional.of(new Obstacle.TooEarly(notBefore.toInstant(), row.getInt("retries") > 0));
    }
    String team = row.getString("paused_team");
    if (paused || team != null) {
      return Optional.of(new Obstacle.Paused(paused || team == null ? "" : team));
    }
    return Optional.empty();
  }

  private WaitingJob job(ResultSet row, Map<String, Map<String, String>> known)
      throws SQLException {
    String selector = row.getString("selector");
    return new WaitingJob(
        row.getObject("id", UUID.class),
        row.getObject("team_id", UUID.class),
        row.getObject("created_by", UUID.class),
        row.getInt("priority"),
        row.getTimestamp("queued_at").toInstant(),
        row.getInt("devices"),
        row.getObject("device_memory_bytes", Long.class),
        selector == null ? Map.of() : known.computeIfAbsent(selector, selectors::read),
        null,
        expectedRemaining(row),
        row.getBoolean("started"),
        row.getObject("claimed_worker_id", UUID.class));
  }

  /// By the measured time of a step, and never longer than the job may run.
  private static @Nullable Duration expectedRemaining(ResultSet row) throws SQLException {
    Double measured = row.getObject("remaining_seconds", Double.class);
    Integer limitMinutes = row.getObject("time_limit_minutes", Integer.class);
    Duration limit = limitMinutes == null ? null : Duration.ofMinutes(limitMinutes);
    if (measured == null) {
      return limit;
    }
    Duration remaining = Duration.ofMillis(Math.round(Math.max(measured, 1) * 1000));
    return limit == null || remaining.compareTo(limit) < 0 ? remaining : limit;
  }

  /// Takes the rows of those jobs that are still in this state and that nobody else is at.
  Set<UUID> lock(Collection<UUID> jobIds, String state) {
    return new HashSet<>(
        jdbc.sql(
                """
                SELECT id FROM job WHERE id = ANY (:jobs) AND state = :state
                ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                """)
            .param("jobs", jobIds.toArray(UUID[]::new))
            .param("state", state)
            .query((row, number) -> row.getObject(1, UUID.class))
            .list());
  }

  /// Notes where attempts are preempted for waiting jobs, whose rows the transaction holds.
  void claim(Map<UUID, UUID> workersByJob) {
    jdbc.sql(
            """
            UPDATE job SET claimed_worker_id = c.worker_id
            FROM unnest(:jobs, :workers) AS c (job_id, worker_id) WHERE job.id = c.job_id
            """)
        .param("jobs", workersByJob.keySet().toArray(UUID[]::new))
        .param("workers", workersByJob.values().toArray(UUID[]::new))
        .update();
  }
}
