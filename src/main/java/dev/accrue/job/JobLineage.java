package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.job.LineageView;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.InitialTake;
import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `job_lineage`: which checkpoints jobs began from.
@Component
class JobLineage {

  private static final String TAKE =
      "upper(coalesce(j.spec -> 'initialWeights' ->> 'take', 'weights'))";

  private final JdbcClient jdbc;

  JobLineage(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Another job's checkpoint, with the spec that it was trained with.
  record Origin(long optimizerStep, JobSpec spec) {}

  /// Remembers where a job comes from, in the transaction that inserts it and holds the checkpoint.
  void record(UUID jobId, UUID teamId, JobSpec spec) {
    InitialWeightsSpec initial = spec.initialWeights();
    if (initial == null || initial.checkpoint() == null) {
      return;
    }
    int recorded =
        jdbc.sql(
                """
                INSERT INTO job_lineage (job_id, parent_job_id, checkpoint_id, optimizer_step)
                SELECT :job, c.job_id, c.id, c.optimizer_step
                FROM checkpoint c JOIN job p ON p.id = c.job_id
                WHERE c.id = :checkpoint AND p.team_id = :team
                """)
            .param("job", jobId)
            .param("checkpoint", initial.checkpoint())
            .param("team", teamId)
            .update();
    if (recorded != 1) {
      throw new IllegalStateException("a checkpoint that is held is there");
    }
  }

  Optional<Origin> findOrigin(UUID teamId, UUID checkpointId) {
    return jdbc.sql(
            """
            SELECT c.optimizer_step, j.spec FROM checkpoint c JOIN job j ON j.id = c.job_id
            WHERE c.id = :checkpoint AND j.team_id = :team
            """)
        .param("checkpoint", checkpointId)
        .param("team", teamId)
        .query((row, _) -> new Origin(row.getLong(1), CanonicalSpec.read(row.getString(2))))
        .optional();
  }

  /// Whether the checkpoint is one of this job's.
  boolean has(UUID jobId, UUID checkpointId) {
    return jdbc.sql("SELECT count(*) FROM checkpoint WHERE id = :checkpoint AND job_id = :job")
        .param("checkpoint", checkpointId)
        .param("job", jobId)
        .query(Integer.class)
        .single()
        .equals(1);
  }

  /// The parent and the children of a job; both are of its own team.
  LineageView find(UUID jobId) {
    LineageView.Parent parent =
        jdbc.sql(
                """
                SELECT p.id, p.name, l.checkpoint_id, l.optimizer_step, %s,
                  EXISTS (SELECT FROM checkpoint c WHERE c.id = l.checkpoint_id)
                FROM job_lineage l JOIN job j ON j.id = l.job_id JOIN job p ON p.id = l.parent_job_id
                WHERE l.job_id = :job
                """
                    .formatted(TAKE))
            .param("job", jobId)
            .query((row, _) ->
                new LineageView.Parent(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getObject(3, UUID.class),
                    row.getLong(4),
                    InitialTake.valueOf(row.getString(5)),
                    row.getBoolean(6)))
            .optional()
            .orElse(null);
    return new LineageView(
        parent,
        jdbc.sql(
                """
                SELECT j.id, j.name, j.state, l.checkpoint_id, l.optimizer_step, %s
                FROM job_lineage l JOIN job j ON j.id = l.job_id
                WHERE l.parent_job_id = :job ORDER BY j.created_at DESC, j.id LIMIT 100
                """
                    .formatted(TAKE))
            .param("job", jobId)
            .query((row, _) ->
                new LineageView.Child(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    JobState.valueOf(row.getString(3)),
                    row.getObject(4, UUID.class),
                    row.getLong(5),
                    InitialTake.valueOf(row.getString(6))))
            .list());
  }
}
