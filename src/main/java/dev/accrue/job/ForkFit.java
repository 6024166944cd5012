package dev.accrue.job;

import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Whether a job may go on with another one's optimizer state and position: what decides about the
/// tensors' names and shapes and about the order of samples has to be the same. Learning rate,
/// schedule, window, length, clipping, decay and checkpoints may change.
@Component
class ForkFit {

  private final JobLineage lineage;

  ForkFit(JobLineage lineage) {
    this.lineage = lineage;
  }

  /// @throws ProblemException `INVALID_REQUEST` with everything that differs
  void check(UUID teamId, JobSpec spec, long totalOptimizerSteps) {
    InitialWeightsSpec initial = spec.initialWeights();
    if (initial == null || initial.checkpoint() == null || !initial.takesEverything()) {
      return;
    }
    // One that is deleted meanwhile is refused when it is to be held.
    lineage
        .findOrigin(teamId, initial.checkpoint())
        .map(origin -> violations(origin, spec, totalOptimizerSteps))
        .filter(violations -> !violations.isEmpty())
        .ifPresent(violations -> {
          throw new ProblemException(
              ProblemCode.INVALID_REQUEST,
              violations.stream()
                  .map(it -> "%s: %s; %s".formatted(it.field(), it.message(), it.fix()))
                  .collect(Collectors.joining(". ")),
              violations);
        });
  }

  private static List<Violation> violations(
      JobLineage.Origin origin, JobSpec spec, long totalOptimizerSteps) {
    TrainingSpec before = origin.spec().training();
    TrainingSpec now = spec.training();
    List<Violation> found = new ArrayList<>();
    same(found, "model", origin.spec().model(), spec.model());
    same(found, "data", origin.spec().data(), spec.data());
    same(found, "training.seed", before.seed(), now.seed());
    same(found, "training.precision", before.precision(), now.precision());
    same(found, "training.tasks", before.tasks(), now.tasks());
    same(found, "training.freeze", before.freeze(), now.freeze());
    same(found, "training.lastWindow", before.lastWindow(), now.lastWindow());
    same(found, "training.optimizer", state(before.optimizer()), state(now.optimizer()));
    same(found, "training.beta2Scaling", before.beta2Scaling(), now.beta2Scaling());
    same(found, "training.ema", before.ema() != null, now.ema() != null);
    if (totalOptimizerSteps <= origin.optimizerStep()) {
      found.add(
          new Violation(
              now.epochs() == null ? "training.optimizerSteps" : "training.epochs",
              Long.toString(totalOptimizerSteps),
              "the checkpoint has done %d optimizer steps, and the job ends after %d"
                  .formatted(origin.optimizerStep(), totalOptimizerSteps),
              "train for longer; the steps of the checkpoint count"));
    }
    return found;
  }

  /// What an optimizer remembers depends on its kind and on whether it has momentum.
  private static String state(OptimizerSpec optimizer) {
    String kind = optimizer.getClass().getSimpleName();
    return switch (optimizer) {
      case OptimizerSpec.Sgd sgd -> kind + (sgd.momentum() > 0 ? " with momentum" : "");
      case OptimizerSpec.RmsProp rms ->
          "%s%s%s"
              .formatted(
                  kind,
                  rms.momentum() > 0 ? " with momentum" : "",
                  rms.centered() ? " centered" : "");
      case OptimizerSpec.Adam _,
          OptimizerSpec.AdamW _,
          OptimizerSpec.Adagrad _,
          OptimizerSpec.Lamb _,
          OptimizerSpec.Lion _ ->
          kind;
    };
  }

  private static void same(
      List<Violation> found, String field, @Nullable Object before, @Nullable Object now) {
    if (!Objects.equals(before, now)) {
      found.add(
          new Violation(
              field,
              null,
              "differs from that of the job that saved the checkpoint, whose optimizer state and"
                  + " position do not fit then",
              "leave it as it was, or write initialWeights.take: weights"));
    }
  }
}
