package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Signals signals;
  private final Clock clock;
  private final LabelText labels;
  private final CurveCuts curves;

  PlacementStore(
      JdbcClient jdbc,
      ResumePoints resumePoints,
      FleetProperties properties,
      Signals signals,
      Clock clock,
      LabelText labels,
      CurveCuts curves) {
    this.labels = labels;
    this.curves = curves;
    this.jdbc = jdbc;
    this.signals = signals;
    this.resumePoints = resumePoints;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public int countFreeDevices() {
    return jdbc.sql(
            """
            SELECT count(*)::integer FROM device
            WHERE present AND problem IS NULL AND held_bytes < memory_bytes
            """)
        .query(Integer.class)
        .single();
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
        .param("silentSince", Timestamp.from(properties.silentSince(clock.instant())))
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
  public Set<UUID> lockWorkers(Collection<UUID> workerIds) {
    return new HashSet<>(
        jdbc.sql("SELECT id FROM worker WHERE id = ANY (:workers) ORDER BY id FOR KEY SHARE")
            .param("workers", workerIds.toArray(UUID[]::new))
            .query((row, number) -> row.getObject(1, UUID.class))
            .list());
  }

  @Override
  public List<UUID> holdAll(List<Placed> placed) {
    List<UUID> jobs = placed.stream().map(Placed::jobId).toList();
    List<UUID> attempts = placed.stream().map(_ -> UUID.randomUUID()).toList();
    Map<UUID, Long> newest = resumePoints.newestOptimizerSteps(jobs);
    List<Long> fromSteps = jobs.stream().map(job -> newest.getOrDefault(job, 0L)).toList();
    insertAttempts(placed, attempts, fromSteps);
    insertShares(placed, attempts);
    curves.cutEarlier(jobs, attempts, fromSteps);
    signals.sendAll(Signal.WORKER, placed.stream().map(Placed::workerId).distinct().toList());
    return attempts;
  }

  private void insertAttempts(List<Placed> placed, List<UUID> attempts, List<Long> fromSteps) {
    Instant now = clock.instant();
    int inserted =
        jdbc.sql(
                """
                INSERT INTO attempt (id, job_id, number, worker_id, incarnation, fencing_token,
                  lease_expires_at, curve_from_step, assigned_at, deadline_at)
                SELECT p.attempt, j.id,
                  1 + (SELECT coalesce(max(number), 0) FROM attempt WHERE job_id = j.id),
                  w.id, w.incarnation, nextval('fencing_token'), :expiresAt, p.from_step, :now,
                  :now::timestamptz + j.time_limit_minutes * interval '1 minute' - coalesce(
                    (SELECT sum(e.ended_at - e.assigned_at) FROM attempt e
                      WHERE e.job_id = j.id AND e.number > j.forgiven_attempts
                        AND j.time_limit_minutes IS NOT NULL),
                    interval '0')
                FROM unnest(:attempts, :jobs, :workers, :fromSteps)
                    AS p (attempt, job_id, worker_id, from_step)
                  JOIN worker w ON w.id = p.worker_id
                  JOIN job j ON j.id = p.job_id
                ORDER BY p.attempt FOR KEY SHARE OF w
                """)
            .param("attempts", attempts.toArray(UUID[]::new))
            .param("jobs", placed.stream().map(Placed::jobId).toArray(UUID[]::new))
            .param("workers", placed.stream().map(Placed::workerId).toArray(UUID[]::new))
            .param("fromSteps", fromSteps.toArray(Long[]::new))
            .param("expiresAt", Timestamp.from(now.plus(properties.leaseTtl())))
            .param("now", Timestamp.from(now))
            .update();
    if (inserted != placed.size()) {
      throw new IllegalStateException(
          "%d of %d attempts could be made; a worker or job is gone"
              .formatted(inserted, placed.size()));
    }
  }

  private void insertShares(List<Placed> placed, List<UUID> attempts) {
    List<UUID> holders = new ArrayList<>();
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      for (Share share : placed.get(i).shares()) {
        holders.add(attempts.get(i));
        shares.add(share);
      }
    }
    jdbc.sql(
            """
            INSERT INTO attempt_device (attempt_id, device_id, memory_bytes)
            SELECT attempt, device, memory
            FROM unnest(:attempts, :devices, :memories) AS share (attempt, device, memory)
            ORDER BY device
            """)
        .param("attempts", holders.toArray(UUID[]::new))
        .param("devices", shares.stream().map(Share::deviceId).toArray(UUID[]::new))
        .param("memories", shares.stream().map(Share::memoryBytes).toArray(Long[]::new))
        .update();
  }
}
