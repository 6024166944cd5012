package dev.accrue.job;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.ImageSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.spec.TextSpec;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.dataset.Dataset;
import dev.accrue.dataset.Datasets;
import dev.accrue.dataset.Schemas;
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
  private static final String ARRAYS = "NPZ";
  private static final String TEXT = "TEXT";
  private static final String FEATURES = "features";

  private final Datasets datasets;
  private final Schemas schemas;
  private final Models models;
  private final ObjectProvider<ModuleTrials> trials;

  ModuleGate(
      Datasets datasets, Schemas schemas, Models models, ObjectProvider<ModuleTrials> trials) {
    this.datasets = datasets;
    this.schemas = schemas;
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
    ModuleTrials.Verdict verdict =
        samples(teamId, spec)
            .map(samples -> verdict(teamId, task(teamId, read, module, samples)))
            .orElseGet(() ->
                new ModuleTrials.Verdict.Deferred(
                    "what its samples look like is known when its data is read"));
    return switch (verdict) {
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

  /// What the module is called with.
  ///
  /// @param shape of one sample
  /// @param vocabulary of tokens; 0 for real numbers
  private record Samples(List<Long> shape, int vocabulary) {}

  private ModuleCheckTask task(UUID teamId, ReadSpec read, ModelFile module, Samples samples) {
    JobSpec spec = read.spec();
    return new ModuleCheckTask(
        module,
        spec.training().batchNormMomentum(),
        spec.training().precision(),
        samples.shape(),
        samples.vocabulary(),
        read.targets().isEmpty() ? targets(spec, dataset(teamId, spec)) : read.targets());
  }

  /// As the trainer will make them; empty where only the data can tell, as the widths of a table's
  /// columns.
  private Optional<Samples> samples(UUID teamId, JobSpec spec) {
    DataSpec data = spec.data();
    TextSpec text = data.text();
    Dataset dataset = dataset(teamId, spec);
    if (text != null) {
      // Texts of a table differ in length, and are called with their lengths.
      return dataset.format().equals(TEXT)
          ? Optional.of(new Samples(List.of((long) text.sequenceLength()), text.vocabulary()))
          : Optional.empty();
    }
    List<Long> shape =
        dataset.format().equals(ARRAYS)
            ? arrayShape(teamId, data)
            : dataset
                .findSplit(data.trainSplit())
                .map(Dataset.Split::sampleShape)
                .orElseThrow(() -> new IllegalStateException("the reader found the split"));
    if (shape.isEmpty()) {
      return Optional.empty();
    }
    ImageSpec image = data.image();
    if (image != null && image.height() != null && image.width() != null && shape.size() == 3) {
      return Optional.of(
          new Samples(List.of(shape.getFirst(), (long) image.height(), (long) image.width()), 0));
    }
    // The trainer gives images without channels one.
    return Optional.of(
        new Samples(
            dataset.format().equals(IMAGES) && shape.size() == 2
                ? List.of(1L, shape.getFirst(), shape.getLast())
                : shape,
            0));
  }

  /// Of the one array of an archive that has the features; an archive's arrays have no order.
  private List<Long> arrayShape(UUID teamId, DataSpec data) {
    List<String> features = data.features() == null ? List.of(FEATURES) : data.features();
    return features.size() > 1
        ? List.of()
        : schemas
            .findSchema(teamId, data.dataset(), data.trainSplit())
            .flatMap(schema -> schema.find(features.getFirst()))
            .map(column -> column.shape().subList(1, column.shape().size()))
            .orElse(List.of());
  }

  private Dataset dataset(UUID teamId, JobSpec spec) {
    return datasets
        .find(teamId, spec.data().dataset())
        .orElseThrow(() -> new IllegalStateException("the reader found the data set"));
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
