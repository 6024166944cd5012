package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Placements as rows of `attempt` and `attempt_device`. The index `attempt_device_held` makes a
/// device that is lent twice impossible, `attempt_live` a job in two places.
@Component
@Transactional(propagation = Propagation.MANDATORY)
class PlacementStore implements Placements {

  private final JdbcClient jdbc;
  private final ResumePoints resumePoints;
  private final FleetProperties properties;
  private final Signals signals;
  private final Clock clock;

  PlacementStore(
      JdbcClient jdbc,
      ResumePoints resumePoints,
      FleetProperties properties,
      Signals signals,
      Clock clock) {
    this.jdbc = jdbc;
    this.signals = signals;
    this.resumePoints = resumePoints;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public List<FreeDevice> findFree() {
    return jdbc.sql(
            """
            SELECT d.id, d.worker_id, w.name, d.ordinal, d.kind, d.memory_bytes
            FROM device d JOIN worker w ON w.id = d.worker_id
            WHERE d.present AND w.last_heartbeat_at > :silentSince
              AND NOT EXISTS (
                SELECT FROM attempt_device h WHERE h.device_id = d.id AND NOT h.released)
            ORDER BY w.name, w.id, d.ordinal
            """)
        .param("silentSince", Timestamp.from(clock.instant().minus(properties.workerTimeout())))
        .query((row, number) ->
            new FreeDevice(
                row.getObject("id", UUID.class),
                row.getObject("worker_id", UUID.class),
                row.getString("name"),
                row.getInt("ordinal"),
                DeviceKind.valueOf(row.getString("kind")),
                row.getLong("memory_bytes")))
        .list();
  }

  @Override
  public Map<UUID, Integer> capacities() {
    Map<UUID, Integer> capacities = new HashMap<>();
    jdbc.sql(
            """
            SELECT d.worker_id, count(*) FROM device d JOIN worker w ON w.id = d.worker_id
            WHERE d.present AND w.last_heartbeat_at > :silentSince GROUP BY d.worker_id
            """)
        .param("silentSince", Timestamp.from(clock.instant().minus(properties.workerTimeout())))
        .query(row -> {
          capacities.put(row.getObject(1, UUID.class), row.getInt(2));
        });
    return capacities;
  }

  @Override
  public UUID hold(UUID jobId, UUID workerId, List<UUID> deviceIds) {
    UUID attemptId = UUID.randomUUID();
    long fromStep = resumePoints.newestOptimizerStep(jobId);
    insertAttempt(attemptId, jobId, workerId, fromStep);
    for (UUID deviceId : deviceIds) {
      jdbc.sql("INSERT INTO attempt_device (attempt_id, device_id) VALUES (:attempt, :device)")
          .param("attempt", attemptId)
          .param("device", deviceId)
          .update();
    }
    cutEarlierCurves(jobId, attemptId, fromStep);
    signals.send(Signal.WORKER, workerId);
    return attemptId;
  }

  private void insertAttempt(UUID attemptId, UUID jobId, UUID workerId, long fromStep) {
    Instant now = clock.instant();
    // The worker's row is shared until the end, so that a new incarnation that registers meanwhile
    // waits, and then finds and ends this attempt.
    int inserted =
        jdbc.sql(
                """
                INSERT INTO attempt (id, job_id, number, worker_id, incarnation, fencing_token,
                  lease_expires_at, curve_from_step, assigned_at)
                SELECT :attempt, :job,
                  1 + (SELECT coalesce(max(number), 0) FROM attempt WHERE job_id = :job),
                  w.id, w.incarnation, nextval('fencing_token'), :expiresAt, :fromStep, :now
                FROM worker w WHERE w.id = :worker FOR SHARE
                """)
            .param("attempt", attemptId)
            .param("job", jobId)
            .param("worker", workerId)
            .param("expiresAt", Timestamp.from(now.plus(properties.leaseTtl())))
            .param("fromStep", fromStep)
            .param("now", Timestamp.from(now))
            .update();
    if (inserted != 1) {
      throw new IllegalStateException("worker " + workerId + " is gone");
    }
  }

  private void cutEarlierCurves(UUID jobId, UUID attemptId, long fromStep) {
    jdbc.sql(
            """
            UPDATE attempt SET curve_to_step = :fromStep
            WHERE job_id = :job AND id <> :attempt
              AND (curve_to_step IS NULL OR curve_to_step > :fromStep)
            """)
        .param("job", jobId)
        .param("attempt", attemptId)
        .param("fromStep", fromStep)
        .update();
    jdbc.sql("UPDATE job SET optimizer_step = :fromStep WHERE id = :job")
        .param("job", jobId)
        .param("fromStep", fromStep)
        .update();
  }
}
