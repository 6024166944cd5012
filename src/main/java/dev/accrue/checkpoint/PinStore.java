package dev.accrue.checkpoint;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Pins, and the checkpoints that people change one by one.
@Component
class PinStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  PinStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// A checkpoint of a job as it stands. Nobody can name, pin or delete it until the transaction
  /// ends.
  ///
  /// @param needed whether the job has not ended and would go on from it
  record Locked(UUID id, long optimizerStep, boolean pinned, boolean named, boolean needed) {}

  Optional<Locked> findAndLock(UUID jobId, UUID checkpointId) {
    boolean found =
        jdbc.sql("SELECT FROM checkpoint WHERE id = :checkpoint AND job_id = :job FOR UPDATE")
            .param("checkpoint", checkpointId)
            .param("job", jobId)
            .query((row, number) -> true)
            .optional()
            .isPresent();
    return found ? find(jobId, checkpointId) : Optional.empty();
  }

  private Optional<Locked> find(UUID jobId, UUID checkpointId) {
    return jdbc.sql(
            """
            SELECT c.id, c.optimizer_step, s.pinned, s.named,
              s.damaged_at IS NULL AND s.newest_place = 1
                AND j.state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELED') AS needed
            FROM (%s) s JOIN checkpoint c ON c.id = s.id JOIN job j ON j.id = c.job_id
            WHERE c.id = :checkpoint
            """
                .formatted(Standing.OF_SAVED))
        .param("job", jobId)
        .param("checkpoint", checkpointId)
        .query((row, number) ->
            new Locked(
                row.getObject("id", UUID.class),
                row.getLong("optimizer_step"),
                row.getBoolean("pinned"),
                row.getBoolean("named"),
                row.getBoolean("needed")))
        .optional();
  }

  /// Pins a locked checkpoint, or replaces its pin.
  void pin(UUID checkpointId, UUID userId, String note) {
    jdbc.sql(
            """
            INSERT INTO checkpoint_pin (checkpoint_id, pinned_by, pinned_at, note)
            VALUES (:checkpoint, :user, :now, :note)
            ON CONFLICT (checkpoint_id) DO UPDATE SET pinned_by = excluded.pinned_by,
              pinned_at = excluded.pinned_at, note = excluded.note
            """)
        .param("checkpoint", checkpointId)
        .param("user", userId)
        .param("now", Timestamp.from(clock.instant()))
        .param("note", note)
        .update();
  }

  /// Takes a pin away.
  ///
  /// @return false when it was not pinned
  boolean unpin(UUID checkpointId) {
    return jdbc.sql("DELETE FROM checkpoint_pin WHERE checkpoint_id = :checkpoint")
            .param("checkpoint", checkpointId)
            .update()
        == 1;
  }
}
