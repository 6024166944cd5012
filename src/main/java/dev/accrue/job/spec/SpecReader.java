package dev.accrue.job.spec;

import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.EnvironmentValue;
import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.ResourceSpec;
import dev.accrue.api.spec.RetrySpec;
import dev.accrue.api.spec.SchedulingSpec;
import dev.accrue.api.spec.StandardizedTargets;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.ModuleCheckTask.Target;
import dev.accrue.dataset.Dataset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Reads a job spec and fills in its defaults:
///
/// | field | default |
/// |---|---|
/// | `team` | the caller's only team, or `default` |
/// | `data.trainSplit`, `data.validationSplit` | `train`, `test` |
/// | `retries.max` | 2 |
/// | `resources.devices` | 1 |
/// | `scheduling.priority` | 0 |
/// | `environment`, `labels` | none |
///
/// and those of `ModelReader`, `TrainingReader` and `CheckpointReader`. Required are `apiVersion`,
/// `name`, `model.architecture`, `data.dataset`, `training.batch.effective`, and one of
/// `training.epochs` and `training.optimizerSteps`. A field that is null counts as missing.
public final class SpecReader {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,98}");
  private static final String NAME_RULE =
      "1 to 99 letters, digits, blanks, points, underscores and hyphens, a letter or digit first";

  private final List<String> teams;
  private final TeamData data;
  private final Violations violations = new Violations();

  private SpecReader(List<String> teams, TeamData data) {
    this.teams = teams;
    this.data = data;
  }

  /// Reads a spec.
  ///
  /// @param teams the teams whose jobs the author may submit
  /// @throws dev.accrue.problem.ProblemException with all violations
  public static ReadSpec read(byte[] body, SpecFormat format, List<String> teams, TeamData data) {
    return new SpecReader(teams, data).read(SpecDocument.parse(body, format));
  }

  private ReadSpec read(ObjectNode document) {
    // Before anything else, since what is refused is shown.
    Credentials.refuse(document);
    Fields fields = new Fields(document, "", violations);
    String apiVersion =
        fields.choice("apiVersion", Map.of(JobSpec.API_VERSION, JobSpec.API_VERSION), null);
    String name = fields.text("name", NAME, NAME_RULE, null);
    String team = team(fields);
    ModelSpec model = ModelReader.read(fields.object("model"));
    DataSpec dataSpec = DataReader.read(fields.object("data"));
    TrainingSpec training = TrainingReader.read(fields.object("training"));
    CheckpointSpec checkpoints = CheckpointReader.read(fields);
    RetrySpec retries = retries(fields.object("retries"));
    InitialWeightsSpec initialWeights = InitialWeightsReader.read(fields);
    ResourceSpec resources = ResourceReader.read(fields);
    SchedulingSpec scheduling = SchedulingReader.read(fields);
    Map<String, EnvironmentValue> environment = EnvironmentReader.read(fields);
    Map<String, String> labels = ResourceReader.labels(fields, "labels");
    fields.done();
    JobSpec spec =
        new JobSpec(
            apiVersion,
            name,
            team,
            model,
            dataSpec,
            training,
            checkpoints,
            retries,
            initialWeights,
            resources,
            scheduling,
            environment,
            labels);
    new NamedFiles(spec, data, violations).check();
    Dependencies.check(spec, data, violations);
    Dataset.@Nullable Split split = split(spec);
    List<Target> targets = split == null ? List.of() : targets(spec);
    if (split != null) {
      OptionalLong limit = data.findCheckpointBytesLimit(spec.team());
      new SpecFit(spec, split, targets, limit, violations).check();
    }
    checkStandardizedTargets(spec);
    violations.throwIfAny();
    if (split == null) {
      throw new IllegalStateException("a split that is not found is a violation");
    }
    return new ReadSpec(
        spec, split.samples(), SpecFit.totalOptimizerSteps(training, split.samples()), targets);
  }

  private String team(Fields fields) {
    String otherwise =
        teams.size() == 1 ? teams.getFirst() : teams.contains("default") ? "default" : null;
    String rule = "one of your teams: " + String.join(", ", teams);
    String team = fields.text("team", Pattern.compile(".{1,100}"), rule, otherwise);
    if (fields.sound("team") && !teams.contains(team)) {
      fields.refuse("team", "is not a team of yours", "write " + rule);
    }
    return team;
  }

  private RetrySpec retries(Fields fields) {
    RetrySpec spec = new RetrySpec(fields.integer("max", 0, 100, 2));
    fields.done();
    return spec;
  }

  private void checkStandardizedTargets(JobSpec spec) {
    if (violations.sound("training.loss") && violations.sound("training.tasks")) {
      StandardizedTargets.refusal(spec.data(), spec.training())
          .ifPresent(message ->
              violations.add(
                  "data.standardizeTarget", BooleanNode.TRUE, message, StandardizedTargets.FIX));
    }
  }

  /// The split that is trained on, if the data set and both splits exist.
  private Dataset.@Nullable Split split(JobSpec spec) {
    if (!violations.sound("team") || !violations.sound("data.dataset")) {
      return null;
    }
    Optional<Dataset> dataset = data.find(spec.team(), spec.data().dataset());
    if (dataset.isEmpty()) {
      refuse(
          "data.dataset",
          spec.data().dataset(),
          "there is no such data set for the team " + spec.team(),
          "write one that GET /api/v1/datasets lists");
      return null;
    }
    requireSplit(dataset.get(), "data.validationSplit", spec.data().validationSplit());
    Dataset.Split split = requireSplit(dataset.get(), "data.trainSplit", spec.data().trainSplit());
    return split == null || !violations.sound("data")
        ? split
        : new DataFit(spec.data(), dataset.get(), violations).trained(split, spec.training());
  }

  /// What each task predicts, where somebody has looked into the data set.
  private List<Target> targets(JobSpec spec) {
    if (!violations.sound("data") || !violations.sound("training")) {
      return List.of();
    }
    List<Target> targets = SchemaFit.targets(spec, data, violations);
    if (violations.sound("data")
        && !spec.data().validationSplit().equals(spec.data().trainSplit())) {
      SchemaFit.checkNames(spec, data, violations);
    }
    return targets;
  }

  private Dataset.@Nullable Split requireSplit(Dataset dataset, String field, String split) {
    Optional<Dataset.Split> found = dataset.findSplit(split);
    if (found.isEmpty() && violations.sound(field)) {
      List<String> names = dataset.splits().stream().map(Dataset.Split::name).toList();
      refuse(
          field,
          split,
          "%s has no such split".formatted(dataset.name()),
          "write one of " + String.join(", ", names));
    }
    return found.orElse(null);
  }

  private void refuse(String field, String value, String message, String fix) {
    violations.add(field, StringNode.valueOf(value), message, fix);
  }
}
