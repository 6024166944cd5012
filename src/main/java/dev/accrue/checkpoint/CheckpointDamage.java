package dev.accrue.checkpoint;

import dev.accrue.blob.BlobDamaged;
import dev.accrue.job.JobLifecycle;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Tells the jobs whose checkpoints name a damaged blob. The checkpoints themselves are passed over
/// from then on: whether one is sound is asked of its blobs.
@Component
class CheckpointDamage {

  /// Nobody reads more, and one blob must not write without end.
  private static final int MAX_TOLD = 1_000;

  private final JdbcClient jdbc;
  private final JobLifecycle lifecycle;

  CheckpointDamage(JdbcClient jdbc, JobLifecycle lifecycle) {
    this.jdbc = jdbc;
    this.lifecycle = lifecycle;
  }

  private record Named(UUID jobId, long optimizerStep, String tensor) {}

  @EventListener
  @Transactional(propagation = Propagation.MANDATORY)
  public void blobDamaged(BlobDamaged damaged) {
    for (Named named : findNamed(damaged.sha256())) {
      lifecycle.recordEvent(
          named.jobId(),
          null,
          "CHECKPOINT_DAMAGED",
          "server",
          "the checkpoint at optimizer step %d is damaged and nothing goes on from it any more: tensor %s, blob %s: %s"
              .formatted(named.optimizerStep(), named.tensor(), damaged.sha256(), damaged.what()));
    }
  }

  private List<Named> findNamed(String sha256) {
    return jdbc.sql(
            """
            SELECT DISTINCT ON (c.job_id, c.id) c.job_id, c.optimizer_step, t.name
            FROM checkpoint_tensor t JOIN checkpoint c ON c.id = t.checkpoint_id
            WHERE t.sha256 = decode(:sha256, 'hex')
            ORDER BY c.job_id, c.id, t.name LIMIT :limit
            """)
        .param("sha256", sha256)
        .param("limit", MAX_TOLD)
        .query((row, number) ->
            new Named(
                row.getObject("job_id", UUID.class),
                row.getLong("optimizer_step"),
                row.getString("name")))
        .list();
  }
}
