package dev.accrue.training.model;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.architecture.ArchitectureException;
import dev.accrue.architecture.Architectures;
import dev.accrue.architecture.Network;
import dev.accrue.architecture.Output;
import dev.accrue.architecture.Sample;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The models that are written from layers, for the data that a job has.
public final class BuiltInModels {

  private BuiltInModels() {}

  /// The model of a job.
  ///
  /// @param targets one per task
  /// @throws TrainingRefusedException when the model cannot take such samples
  public static LayeredModel of(JobSpec job, FeatureLayout features, List<TargetLayout> targets) {
    return of(
        job.model(),
        job.training().tasks(),
        job.training().batchNormMomentum(),
        job.training().precision(),
        features,
        targets);
  }

  /// The model for such samples and targets.
  ///
  /// @param tasks null for a single output
  /// @throws TrainingRefusedException when the model cannot take such samples
  public static LayeredModel of(
      ModelSpec model,
      @Nullable List<TaskSpec> tasks,
      BatchNormMomentum momentum,
      Precision precision,
      FeatureLayout features,
      List<TargetLayout> targets) {
    List<Output> outputs = new ArrayList<>();
    for (int index = 0; index < targets.size(); index++) {
      TargetLayout target = targets.get(index);
      String name = tasks == null ? target.name() : tasks.get(index).name();
      boolean perPlace = target.kind() == TargetLayout.Kind.TOKENS;
      outputs.add(new Output(name, target.outputs(), perPlace));
    }
    boolean frozen = momentum == BatchNormMomentum.FROZEN;
    try {
      Network network = Architectures.of(model, tasks, frozen, sample(features), outputs);
      network.requireParameters();
      return new LayeredModel(network, precision);
    } catch (ArchitectureException e) {
      throw new TrainingRefusedException(String.valueOf(e.getMessage()));
    }
  }

  private static Sample sample(FeatureLayout features) {
    return new Sample(
        features.shape(),
        features.kind() == FeatureLayout.Kind.TOKENS,
        features.variableLength(),
        features.vocabulary());
  }
}
