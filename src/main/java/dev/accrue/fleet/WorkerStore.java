package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `worker` and `device`.
@Component
class WorkerStore {

  private final JdbcClient jdbc;
  private final LabelText labels;

  WorkerStore(JdbcClient jdbc, LabelText labels) {
    this.jdbc = jdbc;
    this.labels = labels;
  }

  /// Waits until nothing is being placed on the worker, and keeps that so until the transaction
  /// ends.
  void lock(UUID workerId) {
    jdbc.sql("SELECT FROM worker WHERE id = :id FOR UPDATE")
        .param("id", workerId)
        .query((_, _) -> true)
        .optional();
  }

  /// A new worker, or a known one that has started again. That it drains outlives its restart.
  ///
  /// @return false when this incarnation is registered already; nothing was changed
  boolean upsert(RegisterWorker worker, Instant now) {
    return jdbc.sql(
                """
                INSERT INTO worker (id, name, incarnation, labels, registered_at, last_heartbeat_at)
                VALUES (:id, :name, :incarnation, :labels::jsonb, :now, :now)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                  incarnation = excluded.incarnation, labels = excluded.labels,
                  registered_at = excluded.registered_at,
                  last_heartbeat_at = excluded.last_heartbeat_at, left_at = NULL, removed_at = NULL,
                  problem = NULL
                WHERE worker.incarnation <> excluded.incarnation
                """)
            .param("id", worker.workerId())
            .param("name", worker.name())
            .param("incarnation", worker.incarnation())
            .param("labels", labels.write(worker.labels()))
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  long countOthers(UUID workerId) {
    return jdbc.sql("SELECT count(*) FROM worker WHERE id <> :id AND removed_at IS NULL")
        .param("id", workerId)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  /// Makes these the worker's devices; others that it had stay as rows that are not present.
  void replaceDevices(UUID workerId, List<DeviceInfo> devices) {
    jdbc.sql("UPDATE device SET present = false WHERE worker_id = :worker AND present")
        .param("worker", workerId)
        .update();
    for (DeviceInfo device : devices) {
      jdbc.sql(
              """
              INSERT INTO device
                (id, worker_id, ordinal, kind, name, memory_bytes, threads, uuid, driver)
              VALUES (:id, :worker, :ordinal, :kind, :name, :memoryBytes, :threads, :uuid, :driver)
              ON CONFLICT (worker_id, ordinal) DO UPDATE SET kind = excluded.kind,
                name = excluded.name, memory_bytes = excluded.memory_bytes,
                threads = excluded.threads, uuid = excluded.uuid, driver = excluded.driver,
                problem = NULL, present = true
              """)
          .param("id", UUID.randomUUID())
          .param("worker", workerId)
          .param("ordinal", device.ordinal())
          .param("kind", device.kind().name())
          .param("name", device.name())
          .param("memoryBytes", device.memoryBytes())
          .param("threads", device.threads())
          .param("uuid", device.uuid(), Types.VARCHAR)
          .param("driver", device.driver(), Types.VARCHAR)
          .update();
    }
  }

  /// What a heartbeat is answered by.
  ///
  /// @param draining whether somebody took the worker out of service
  /// @param leaving whether it stops in order
  /// @param drained whether its time to finish what it runs is over
  /// @param faulty whether one of its devices had a problem before
  /// @param checksWait whether modules wait for some worker to check them
  record Beaten(
      String name,
      boolean draining,
      boolean leaving,
      boolean drained,
      boolean faulty,
      boolean checksWait) {}

  /// Notes a heartbeat and takes the worker's row, so that its heartbeats come one by one. The rest
  /// of the transaction uses generic plans.
  ///
  /// @param problem of the worker as a whole; null for none
  /// @return empty when another incarnation is the current one, or none
  Optional<Beaten> beat(
      UUID workerId, UUID incarnation, boolean leaving, @Nullable String problem, Instant now) {
    return jdbc.sql(
            """
            UPDATE worker SET last_heartbeat_at = greatest(last_heartbeat_at, :now),
              left_at = CASE WHEN :leaving THEN coalesce(left_at, :now) ELSE left_at END,
              removed_at = NULL, problem = :problem
            WHERE id = :id AND incarnation = :incarnation
            RETURNING name, draining_at IS NOT NULL AS draining, left_at IS NOT NULL AS leaving,
              coalesce(drain_deadline_at <= :now, false) AS drained,
              EXISTS (SELECT FROM device WHERE worker_id = worker.id AND problem IS NOT NULL)
                AS faulty,
              EXISTS (SELECT FROM module_check WHERE token_hash IS NULL AND finished_at IS NULL)
                AS checks_wait,
              %s
            """
                .formatted(GenericPlans.FROM_HERE))
        .param("id", workerId)
        .param("incarnation", incarnation)
        .param("leaving", leaving)
        .param("problem", problem, Types.VARCHAR)
        .param("now", Timestamp.from(now))
        .query((row, number) ->
            new Beaten(
                row.getString("name"),
                row.getBoolean("draining"),
                row.getBoolean("leaving"),
                row.getBoolean("drained"),
                row.getBoolean("faulty"),
                row.getBoolean("checks_wait")))
        .optional();
  }

  /// Makes these the problems of the worker's devices, and writes only where one comes or goes.
  void noteDeviceProblems(UUID workerId, Map<Integer, String> problems) {
    jdbc.sql(
            """
            UPDATE device SET problem = (:problems::text[])[array_position(:ordinals, ordinal)]
            WHERE worker_id = :worker AND present
              AND problem IS DISTINCT FROM (:problems::text[])[array_position(:ordinals, ordinal)]
            """)
        .param("worker", workerId)
        .param("ordinals", problems.keySet().toArray(Integer[]::new))
        .param("problems", problems.values().toArray(String[]::new))
        .update();
  }

  /// Takes the worker out of service.
  ///
  /// @param deadline from when on what it runs is preempted; null: it may finish
  /// @return its name; empty when there is none
  Optional<String> drain(UUID workerId, Instant now, @Nullable Instant deadline) {
    return jdbc.sql(
            """
            UPDATE worker SET draining_at = coalesce(draining_at, :now), drain_deadline_at = :deadline
            WHERE id = :id RETURNING name
            """)
        .param("id", workerId)
        .param("now", Timestamp.from(now))
        .param("deadline", deadline == null ? null : Timestamp.from(deadline), Types.TIMESTAMP)
        .query((row, number) -> row.getString(1))
        .optional();
  }

  /// Takes the worker into service again.
  Optional<String> resume(UUID workerId) {
    return jdbc.sql(
            """
            UPDATE worker SET draining_at = NULL, drain_deadline_at = NULL
            WHERE id = :id RETURNING name
            """)
        .param("id", workerId)
        .query((row, number) -> row.getString(1))
        .optional();
  }

  /// @param there whether it serves, or may again before long
  /// @param leased whether an attempt of its has not ended
  record Presence(String name, boolean there, boolean leased) {}

  /// How a worker on the lists stands, which stays so until the transaction ends.
  ///
  /// @param silentSince who was heard later is there
  Optional<Presence> lockListed(UUID workerId, Instant silentSince) {
    return jdbc.sql(
            """
            SELECT name, left_at IS NULL AND last_heartbeat_at > :silentSince AS there,
              EXISTS (SELECT FROM attempt WHERE worker_id = worker.id AND ended_at IS NULL) AS leased
            FROM worker WHERE id = :id AND removed_at IS NULL FOR UPDATE
            """)
        .param("id", workerId)
        .param("silentSince", Timestamp.from(silentSince))
        .query((row, number) ->
            new Presence(row.getString("name"), row.getBoolean("there"), row.getBoolean("leased")))
        .optional();
  }

  /// Takes the worker off the lists.
  void remove(UUID workerId, Instant now) {
    jdbc.sql("UPDATE worker SET removed_at = :now WHERE id = :id")
        .param("id", workerId)
        .param("now", Timestamp.from(now))
        .update();
  }

  /// Takes off the lists who was not heard of after `since` and has no attempt that has not ended.
  ///
  /// @return how many
  int removeUnheard(Instant since, Instant now) {
    return jdbc.sql(
            """
            UPDATE worker SET removed_at = :now
            WHERE removed_at IS NULL AND last_heartbeat_at <= :since
              AND NOT EXISTS (
                SELECT FROM attempt WHERE worker_id = worker.id AND ended_at IS NULL)
            """)
        .param("since", Timestamp.from(since))
        .param("now", Timestamp.from(now))
        .update();
  }

  /// Notes that the worker has left for good, and that it is not the one that somebody drained.
  void gone(UUID workerId, Instant now) {
    jdbc.sql(
            """
            UPDATE worker SET left_at = coalesce(left_at, :now), draining_at = NULL,
              drain_deadline_at = NULL
            WHERE id = :id
            """)
        .param("id", workerId)
        .param("now", Timestamp.from(now))
        .update();
  }

  /// Why nothing is taken from this incarnation.
  ProblemException refusal(UUID workerId, UUID incarnation) {
    return exists(workerId)
        ? new ProblemException(
            ProblemCode.STALE_WORKER,
            "worker %s has registered as another incarnation than %s; end this process"
                .formatted(workerId, incarnation))
        : new ProblemException(
            ProblemCode.NOT_FOUND,
            "worker %s is not registered; register first".formatted(workerId));
  }

  /// That there is no such worker.
  static ProblemException unknown(UUID workerId) {
    return new ProblemException(
        ProblemCode.NOT_FOUND,
        "there is no worker %s; GET /api/v1/workers lists them".formatted(workerId));
  }

  /// Whether this is the incarnation that serves.
  boolean isCurrent(UUID workerId, UUID incarnation) {
    return jdbc.sql("SELECT FROM worker WHERE id = :id AND incarnation = :incarnation")
        .param("id", workerId)
        .param("incarnation", incarnation)
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }

  boolean exists(UUID workerId) {
    return jdbc.sql("SELECT FROM worker WHERE id = :id")
        .param("id", workerId)
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }
}
