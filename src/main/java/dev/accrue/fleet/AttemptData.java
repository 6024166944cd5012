package dev.accrue.fleet;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.DatasetFile;
import dev.accrue.dataset.Datasets;
import dev.accrue.team.LeaseHolder;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What an attempt works on, and with that, which blobs it may read.
@Component
class AttemptData {

  private final JdbcClient jdbc;
  private final Datasets datasets;
  private final ResumePoints resumePoints;

  AttemptData(JdbcClient jdbc, Datasets datasets, ResumePoints resumePoints) {
    this.jdbc = jdbc;
    this.datasets = datasets;
    this.resumePoints = resumePoints;
  }

  /// A job's immutable part.
  record Work(JobSpec spec, long totalOptimizerSteps) {}

  Work fetchWork(UUID jobId) {
    return jdbc.sql("SELECT spec, total_optimizer_steps FROM job WHERE id = :job")
        .param("job", jobId)
        .query((row, number) ->
            new Work(
                CanonicalSpec.read(row.getString("spec")), row.getLong("total_optimizer_steps")))
        .single();
  }

  List<DatasetFile> files(UUID teamId, JobSpec spec) {
    return datasets.findFiles(
        teamId,
        spec.data().dataset(),
        Set.of(spec.data().trainSplit(), spec.data().validationSplit()));
  }

  /// Files of the attempt's data set and tensors of its job's checkpoints; nothing else.
  boolean mayRead(LeaseHolder lease, String sha256) {
    return files(lease.teamId(), fetchWork(lease.jobId()).spec()).stream()
            .anyMatch(file -> file.sha256().equals(sha256))
        || resumePoints.names(lease.jobId(), sha256);
  }
}
