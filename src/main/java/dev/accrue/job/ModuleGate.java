package dev.accrue.job;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.dataset.Dataset;
import dev.accrue.dataset.Datasets;
import dev.accrue.job.spec.ReadSpec;
import dev.accrue.model.Models;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Lets a job by only when the files that it names exist and its module was seen to run.
@Component
class ModuleGate {

  private static final String IMAGES = "IDX";

  private final Datasets datasets;
  private final Models models;
  private final ObjectProvider<ModuleTrials> trials;

  ModuleGate(Datasets datasets, Models models, ObjectProvider<ModuleTrials> trials) {
    this.datasets = datasets;
    this.models = models;
    this.trials = trials;
  }

  /// @return why the trial was left to the job's first attempt, if it was
  /// @throws ProblemException when the module cannot be trained as the spec says
  Optional<String> check(UUID teamId, ReadSpec read) {
    JobSpec spec = read.spec();
    if (!(spec.model() instanceof ModelSpec.TorchScript(String name))) {
      return Optional.empty();
    }
    ModelFile module = requireModule(teamId, name);
    return switch (verdict(teamId, task(teamId, read, module))) {
      case ModuleTrials.Verdict.Passed _ -> Optional.empty();
      case ModuleTrials.Verdict.Deferred deferred -> Optional.of(deferred.reason());
      case ModuleTrials.Verdict.Failed failed ->
          throw refused(
              "model.module",
              name,
              failed.reason(),
              "upload a module that fits, or name another data set");
    };
  }

  private ModuleTrials.Verdict verdict(UUID teamId, ModuleCheckTask task) {
    ModuleTrials all = trials.getIfAvailable();
    return all == null
        ? new ModuleTrials.Verdict.Deferred("this server knows no workers")
        : all.tryOut(teamId, task);
  }

  private ModelFile requireModule(UUID teamId, String name) {
    return models
        .find(teamId, name)
        .filter(file -> file.kind() == ModelKind.TORCHSCRIPT)
        .orElseThrow(() ->
            refused(
                "model.module",
                name,
                "there is no uploaded TorchScript module of that name for the team",
                "upload it first, or write the name of one that is there"));
  }

  private ModuleCheckTask task(UUID teamId, ReadSpec read, ModelFile module) {
    JobSpec spec = read.spec();
    Dataset dataset =
        datasets
            .find(teamId, spec.data().dataset())
            .orElseThrow(() -> new IllegalStateException("the reader found the data set"));
    List<Long> shape =
        dataset
            .findSplit(spec.data().trainSplit())
            .map(Dataset.Split::sampleShape)
            .orElseThrow(() -> new IllegalStateException("the reader found the split"));
    return new ModuleCheckTask(
        module,
        spec.training().batchNormMomentum(),
        spec.training().precision(),
        // The trainer gives images without channels one.
        dataset.format().equals(IMAGES) && shape.size() == 2
            ? List.of(1L, shape.get(0), shape.get(1))
            : shape,
        0,
        read.targets().isEmpty() ? targets(spec, dataset) : read.targets());
  }

  /// What the losses say of targets that nobody has looked at.
  private static List<ModuleCheckTask.Target> targets(JobSpec spec, Dataset dataset) {
    List<TaskSpec> tasks = spec.training().tasks();
    if (tasks == null) {
      return List.of(
          new ModuleCheckTask.Target("target", kind(spec.training().loss(), dataset), 0));
    }
    return tasks.stream()
        .map(task -> new ModuleCheckTask.Target(task.name(), kind(task.loss(), dataset), 0))
        .toList();
  }

  private static ModuleCheckTask.Kind kind(@Nullable LossSpec loss, Dataset dataset) {
    return switch (loss) {
      case null ->
          dataset.format().equals(IMAGES) ? ModuleCheckTask.Kind.CLASS : ModuleCheckTask.Kind.ANY;
      case LossSpec.CrossEntropy _ -> ModuleCheckTask.Kind.CLASS;
      case LossSpec.TokenCrossEntropy _ -> ModuleCheckTask.Kind.TOKENS;
      case LossSpec.BinaryCrossEntropy _,
          LossSpec.MeanSquaredError _,
          LossSpec.MeanAbsoluteError _,
          LossSpec.Huber _ ->
          ModuleCheckTask.Kind.REAL;
      case LossSpec.Contrastive _ -> ModuleCheckTask.Kind.ANY;
    };
  }

  private static ProblemException refused(String field, String value, String why, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s: %s; %s".formatted(field, why, fix),
        List.of(new Violation(field, value, why, fix)));
  }
}
