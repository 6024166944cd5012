package dev.accrue.api.worker;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.Precision;
import java.util.List;

/// `GET /worker/v1/checks/{checkId}`: what a module has to be good for. Its bytes are at `GET
/// /worker/v1/checks/{checkId}/module`.
///
/// @param sampleShape of the features as the model sees them, without the batch
/// @param vocabulary of features that are tokens; 0 for real numbers
/// @param targets one per task, in the order of the model's outputs
public record ModuleCheckTask(
    ModelFile module,
    BatchNormMomentum batchNormMomentum,
    Precision precision,
    List<Long> sampleShape,
    int vocabulary,
    List<Target> targets) {

  public ModuleCheckTask {
    sampleShape = List.copyOf(sampleShape);
    targets = List.copyOf(targets);
  }

  /// What a task predicts.
  ///
  /// @param outputs classes, or numbers per sample; 0 when the catalogue does not know
  public record Target(String name, Kind kind, long outputs) {}

  /// What an output has to look like.
  public enum Kind {
    /// A score for each class.
    CLASS,
    /// Numbers.
    REAL,
    /// A score for each token at each place.
    TOKENS,
    /// Anything, as far as one can say beforehand.
    ANY
  }
}
