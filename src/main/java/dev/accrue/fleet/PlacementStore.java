package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Placements as rows of `attempt` and `attempt_device`. The constraint `device_not_overcommitted`
/// makes a device that is lent beyond its memory impossible, `attempt_live` a job in two places.
@Component
@Transactional(propagation = Propagation.MANDATORY)
class PlacementStore implements Placements {

  private final JdbcClient jdbc;
  private final ResumePoints resumePoints;
  private final FleetProperties properties;
  private final Clock clock;
  private final LabelText labels;

  PlacementStore(
      JdbcClient jdbc,
      ResumePoints resumePoints,
      FleetProperties properties,
      Clock clock,
      LabelText labels) {
    this.labels = labels;
    this.jdbc = jdbc;
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
            WHERE d.present AND d.held_bytes = 0 AND d.problem IS NULL AND w.problem IS NULL
              AND w.last_heartbeat_at > :silentSince AND w.draining_at IS NULL AND w.left_at IS NULL
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
            WHERE d.present AND d.problem IS NULL AND w.problem IS NULL
              AND w.last_heartbeat_at > :silentSince AND w.draining_at IS NULL AND w.left_at IS NULL
            GROUP BY d.worker_id
            """)
        .param("silentSince", Timestamp.from(clock.instant().minus(properties.workerTimeout())))
        .query(row -> {
          capacities.put(row.getObject(1, UUID.class), row.getInt(2));
        });
    return capacities;
  }

  @Override
  public List<FleetWorker> findWorkers() {
    Map<UUID, FleetWorker> workers = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT w.id AS worker_id, w.name AS worker, w.labels,
              w.draining_at IS NULL AND w.left_at IS NULL AND w.problem IS NULL AS takes_work,
              d.id, d.ordinal, d.kind, d.memory_bytes, d.held_bytes, d.problem IS NULL AS sound
            FROM worker w JOIN device d ON d.worker_id = w.id AND d.present
            WHERE w.last_heartbeat_at > :silentSince
            ORDER BY w.name, w.id, d.ordinal
            """)
        .param("silentSince", Timestamp.from(clock.instant().minus(properties.workerTimeout())))
        .query(row -> {
          UUID id = row.getObject("worker_id", UUID.class);
          if (!workers.containsKey(id)) {
            workers.put(
                id,
                new FleetWorker(
                    id,
                    row.getString("worker"),
                    labels.read(row.getString("labels")),
                    row.getBoolean("takes_work"),
                    new ArrayList<>()));
          }
          workers.get(id).devices().add(fleetDevice(row));
        });
    return List.copyOf(workers.values());
  }

  private static FleetDevice fleetDevice(ResultSet row) throws SQLException {
    return new FleetDevice(
        row.getObject("id", UUID.class),
        row.getInt("ordinal"),
        DeviceKind.valueOf(row.getString("kind")),
        row.getLong("memory_bytes"),
        row.getLong("held_bytes"),
        row.getBoolean("sound"));
  }

  @Override
  public void lockDevices(Collection<UUID> deviceIds) {
    jdbc.sql("SELECT id FROM device WHERE id = ANY (:devices) ORDER BY id FOR NO KEY UPDATE")
        .param("devices", deviceIds.toArray(UUID[]::new))
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  @Override
  public UUID hold(UUID jobId, UUID workerId, List<Share> shares) {
    UUID attemptId = UUID.randomUUID();
    long fromStep = resumePoints.newestOptimizerStep(jobId);
    insertAttempt(attemptId, jobId, workerId, fromStep);
    jdbc.sql(
            """
            INSERT INTO attempt_device (attempt_id, device_id, memory_bytes)
            SELECT :attempt, device, memory
            FROM unnest(:devices, :memories) AS share (device, memory) ORDER BY device
            """)
        .param("attempt", attemptId)
        .param("devices", shares.stream().map(Share::deviceId).toArray(UUID[]::new))
        .param("memories", shares.stream().map(Share::memoryBytes).toArray(Long[]::new))
        .update();
    cutEarlierCurves(jobId, attemptId, fromStep);
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
