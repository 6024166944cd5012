package dev.accrue.fleet;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.DatasetFile;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.dataset.Datasets;
import dev.accrue.model.Models;
import dev.accrue.team.LeaseHolder;
import java.util.Collection;
import java.util.LinkedHashSet;
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

  private JobSpec fetchSpec(UUID jobId) {
    return jdbc.sql("SELECT spec FROM job WHERE id = :job")
        .param("job", jobId)
        .query((row, number) -> CanonicalSpec.read(row.getString("spec")))
        .single();
  }

  /// The files of both splits, which are one where a share of it is held out.
  List<DatasetFile> files(UUID jobId, JobSpec spec) {
    return datasets.findFiles(
        jobId, List.of(spec.data().trainSplit(), spec.data().validationSplit()));
  }

  /// The uploaded files that the spec names, its tasks' heads included: those that are still there.
  List<ModelFile> modelFiles(UUID teamId, JobSpec spec) {
    List<TaskSpec> tasks = Objects.requireNonNullElse(spec.training().tasks(), List.of());
    Stream<String> modules =
        Stream.concat(Stream.of(spec.model()), tasks.stream().map(TaskSpec::head))
            .filter(ModelSpec.TorchScript.class::isInstance)
            .map(ModelSpec.TorchScript.class::cast)
            .map(ModelSpec.TorchScript::module);
    InitialWeightsSpec initial = spec.initialWeights();
    Stream<String> weights =
        initial == null ? Stream.empty() : Stream.ofNullable(initial.weights());
    return Stream.concat(modules, weights)
        .distinct()
        .flatMap(name -> models.find(teamId, name).stream())
        .toList();
  }

  /// The checkpoint that the spec starts from, while it is there.
  Optional<CheckpointManifest> findInitialCheckpoint(UUID teamId, JobSpec spec) {
    InitialWeightsSpec initial = spec.initialWeights();
    UUID checkpoint = initial == null ? null : initial.checkpoint();
    return checkpoint == null ? Optional.empty() : resumePoints.findInTeam(teamId, checkpoint);
  }

  /// Which of these blobs the attempt may not read: all but files of its data set and model, and
  /// tensors of its job's checkpoints and of the one that it starts from.
  Set<String> findUnreadable(LeaseHolder lease, Collection<String> sha256s) {
    Set<String> unnamed = new LinkedHashSet<>(sha256s);
    // Checkpoints first: a job that resumes asks for all of their tensors.
    unnamed.removeAll(resumePoints.findNamed(lease.jobId(), unnamed));
    if (unnamed.isEmpty()) {
      return unnamed;
    }
    JobSpec spec = fetchSpec(lease.jobId());
    files(lease.jobId(), spec).forEach(file -> unnamed.remove(file.sha256()));
    modelFiles(lease.teamId(), spec).forEach(file -> unnamed.remove(file.sha256()));
    if (!unnamed.isEmpty()) {
      findInitialCheckpoint(lease.teamId(), spec).stream()
          .flatMap(checkpoint -> checkpoint.tensors().stream())
          .forEach(tensor -> unnamed.remove(tensor.sha256()));
    }
    return unnamed;
  }
}
