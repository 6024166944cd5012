package dev.accrue.training.loop;

import ai.djl.engine.EngineException;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import dev.accrue.training.script.UserModule;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Loads a job's model: a built-in one written from its layers, or the user's own module.
public final class JobModel {

  private JobModel() {}

  /// @param weights in place of the seed's or the module's own, by the tensor's name
  static TrainableModel load(
      TorchRuntime runtime,
      JobSpec job,
      FeatureLayout features,
      List<TargetLayout> targets,
      ModelSources sources,
      Map<String, TensorValue> weights) {
    if (job.model() instanceof ModelSpec.TorchScript) {
      UserModule module = Objects.requireNonNull(sources.module(), "the job names a module");
      TrainingSpec spec = job.training();
      return loadModule(
          runtime,
          spec.batchNormMomentum(),
          spec.precision(),
          features,
          DryRun.targets(targets),
          module,
          weights);
    }
    LayeredModel description =
        BuiltInModels.of(job, features, targets).on(runtime.kind(), runtime.hasOneDnnProduct());
    InitialWeights initial = new InitialWeights(job.training().seed());
    return TrainableModel.load(
        runtime,
        description.program((name, tensor, elementType) -> {
          TensorValue value = weights.get(name);
          return value == null ? initial.value(name, tensor, elementType) : value;
        }));
  }

  /// Loads a user's module and tries it on made-up samples, so that what does not fit is said
  /// before the first window.
  ///
  /// @param targets what the outputs have to look like
  /// @param weights in place of the module's own, by name
  /// @throws TrainingRefusedException when the module cannot be trained on such samples
  public static TrainableModel loadModule(
      TorchRuntime runtime,
      BatchNormMomentum momentum,
      Precision precision,
      FeatureLayout features,
      List<ModuleCheckTask.Target> targets,
      UserModule module,
      Map<String, TensorValue> weights) {
    requirePrecision(module, precision);
    TrainableModel model = load(runtime, momentum, module, weights);
    try {
      new DryRun(runtime, module.what(), ElementType.of(precision), features, targets).check(model);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static TrainableModel load(
      TorchRuntime runtime,
      BatchNormMomentum momentum,
      UserModule module,
      Map<String, TensorValue> weights) {
    try {
      return TrainableModel.load(runtime, module.trainable(momentum, weights));
    } catch (EngineException e) {
      throw new TrainingRefusedException(
          "libtorch does not load %s: %s".formatted(module.what(), DryRun.shortened(e)));
    }
  }

  private static void requirePrecision(UserModule module, Precision precision) {
    boolean fits =
        switch (precision) {
          case FP32 -> module.parameterType() == ElementType.F32;
          case FP64 -> module.parameterType() == ElementType.F64;
          case BF16 -> false;
        };
    if (!fits) {
      throw new TrainingRefusedException(
          "%s has parameters of type %s, and training.precision is %s; %s"
              .formatted(
                  module.what(),
                  module.parameterType(),
                  precision,
                  precision == Precision.BF16
                      ? "write fp32: a module of your own casts where it wants to"
                      : "save the module with module.float() for fp32, module.double() for fp64"));
    }
  }
}
