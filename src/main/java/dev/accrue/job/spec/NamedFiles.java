package dev.accrue.job.spec;

import dev.accrue.api.spec.EnvironmentValue;
import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/// Whether the models, weights, checkpoints and secrets that a spec names are there.
final class NamedFiles {

  private final JobSpec spec;
  private final TeamData data;
  private final Violations violations;

  NamedFiles(JobSpec spec, TeamData data, Violations violations) {
    this.spec = spec;
    this.data = data;
    this.violations = violations;
  }

  void check() {
    if (!violations.sound("team")) {
      return;
    }
    checkModule("model", spec.model());
    List<TaskSpec> tasks = Objects.requireNonNullElse(spec.training().tasks(), List.of());
    for (int task = 0; task < tasks.size(); task++) {
      checkModule("training.tasks[%d].head".formatted(task), tasks.get(task).head());
    }
    checkSecrets(Objects.requireNonNullElse(spec.environment(), Map.of()));
    InitialWeightsSpec weights = spec.initialWeights();
    if (weights != null && violations.sound("initialWeights")) {
      checkWeights(weights);
    }
  }

  private void checkSecrets(Map<String, EnvironmentValue> environment) {
    List<String> names =
        environment.values().stream().flatMap(it -> Stream.ofNullable(it.secret())).toList();
    Set<String> missing = names.isEmpty() ? Set.of() : data.findMissingSecrets(spec.team(), names);
    environment.forEach((variable, value) -> {
      String field = "environment.%s.secret".formatted(variable);
      if (value.secret() != null && missing.contains(value.secret()) && violations.sound(field)) {
        violations.add(
            field,
            StringNode.valueOf(value.secret()),
            "the team %s has no such secret".formatted(spec.team()),
            "write one that GET /api/v1/teams/%s/secrets lists, or have a maintainer of the team make it"
                .formatted(spec.team()));
      }
    });
  }

  private void checkModule(String path, @Nullable ModelSpec model) {
    if (model instanceof ModelSpec.TorchScript script && violations.sound(path + ".module")) {
      check(path + ".module", script.module(), ModelKind.TORCHSCRIPT);
    }
  }

  private void checkWeights(InitialWeightsSpec from) {
    if (from.weights() != null) {
      check("initialWeights.weights", from.weights(), null);
    }
    if (from.checkpoint() != null && !data.hasCheckpoint(spec.team(), from.checkpoint())) {
      violations.add(
          "initialWeights.checkpoint",
          StringNode.valueOf(from.checkpoint().toString()),
          "no job of the team %s has such a checkpoint".formatted(spec.team()),
          "write one that GET /api/v1/jobs/{id}/checkpoints lists");
    }
  }

  /// @param kind null for any
  private void check(String field, String name, @Nullable ModelKind kind) {
    Optional<ModelFile> model = data.findModel(spec.team(), name);
    if (model.isEmpty()) {
      violations.add(
          field,
          StringNode.valueOf(name),
          "the team %s has no such model".formatted(spec.team()),
          "write one that GET /api/v1/models lists, or upload it");
    } else if (kind != null && model.get().kind() != kind) {
      violations.add(
          field,
          StringNode.valueOf(name),
          "is a %s, not a %s".formatted(model.get().kind(), kind),
          "write the name of a " + kind);
    }
  }
}
