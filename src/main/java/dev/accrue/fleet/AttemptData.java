package dev.accrue.fleet;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.DatasetFile;
import dev.accrue.api.worker.InitialWeights;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.dataset.Datasets;
import dev.accrue.model.Models;
import dev.accrue.team.LeaseHolder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What an attempt works on, and with that, which blobs it may read.
@Component
class AttemptData {

  private final JdbcClient jdbc;
  private final Datasets datasets;
  private final Models models;
  private final ResumePoints resumePoints;

  AttemptData(JdbcClient jdbc, Datasets datasets, Models models, ResumePoints resumePoints) {
    this.jdbc = jdbc;
    this.datasets = datasets;
    this.models = models;
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

  /// The TorchScript modules that the spec names.
  List<ModelFile> modelFiles(UUID teamId, JobSpec spec) {
    List<TaskSpec> tasks = Objects.requireNonNullElse(spec.training().tasks(), List.of());
    return Stream.concat(Stream.of(spec.model()), tasks.stream().map(TaskSpec::head))
        .filter(ModelSpec.TorchScript.class::isInstance)
        .map(ModelSpec.TorchScript.class::cast)
        .map(ModelSpec.TorchScript::module)
        .distinct()
        .flatMap(module -> models.find(teamId, module).stream())
        .toList();
  }

  /// Where weights come from instead of the seed.
  Optional<InitialWeights> initialWeights(UUID teamId, JobSpec spec) {
    InitialWeightsSpec from = spec.initialWeights();
    if (from == null) {
      return Optional.empty();
    }
    if (from.checkpoint() != null) {
      return resumePoints
          .findOfTeam(teamId, from.checkpoint())
          .map(manifest -> new InitialWeights(null, manifest));
    }
    return models
        .find(teamId, String.valueOf(from.weights()))
        .map(file -> new InitialWeights(file, null));
  }

  /// Files of the attempt's data set, models and initial weights, and tensors of its job's
  /// checkpoints; nothing else.
  boolean mayRead(LeaseHolder lease, String sha256) {
    JobSpec spec = fetchWork(lease.jobId()).spec();
    UUID team = lease.teamId();
    return files(team, spec).stream().anyMatch(file -> file.sha256().equals(sha256))
        || resumePoints.names(lease.jobId(), sha256)
        || modelFiles(team, spec).stream().anyMatch(file -> file.sha256().equals(sha256))
        || initialWeights(team, spec).map(weights -> names(weights, sha256)).orElse(false);
  }

  private static boolean names(InitialWeights weights, String sha256) {
    ModelFile file = weights.weights();
    CheckpointManifest checkpoint = weights.checkpoint();
    return (file != null && file.sha256().equals(sha256))
        || (checkpoint != null
            && checkpoint.tensors().stream().anyMatch(tensor -> tensor.sha256().equals(sha256)));
  }
}
