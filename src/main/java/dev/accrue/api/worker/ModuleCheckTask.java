package dev.accrue.api.worker;

import dev.accrue.api.spec.TrainingSpec;
import java.util.List;

/// `GET /worker/v1/checks/{checkId}`: what a module has to be good for. Its bytes are at `GET
/// /worker/v1/checks/{checkId}/module`.
///
/// @param sampleShape of the features as the model sees them, without the batch
/// @param vocabulary of features that are tokens; 0 for real numbers
/// @param targets one per task, in the order of the model's outputs; empty when the catalogue does
///   not know them
public record ModuleCheckTask(
    ModelFile module,
    TrainingSpec training,
    List<Long> sampleShape,
    int vocabulary,
    List<Target> targets) {

  /// What a task predicts.
  ///
  /// @param kind `CLASS`, `REAL` or `TOKENS`
  /// @param shape of one sample's target
  /// @param classes 0 for `REAL`
  public record Target(String name, String kind, List<Long> shape, int classes) {}
}
