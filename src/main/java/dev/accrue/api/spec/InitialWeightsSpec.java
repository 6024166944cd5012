package dev.accrue.api.spec;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where weights come from before training, instead of the seed. Exactly one of `checkpoint` and
/// `weights` is set.
///
/// @param checkpoint a checkpoint of a job of the team
/// @param weights the name of an uploaded `.safetensors`, or of a TorchScript module whose tensors
///   are taken, of the team
/// @param strict whether every tensor must match by name and shape; otherwise those that do are
///   taken and the rest comes from the seed
/// @param take what is taken of the checkpoint; null for its weights
public record InitialWeightsSpec(
    @Nullable UUID checkpoint,
    @Nullable String weights,
    boolean strict,
    @Nullable InitialTake take) {

  /// Weights alone.
  public InitialWeightsSpec(@Nullable UUID checkpoint, @Nullable String weights, boolean strict) {
    this(checkpoint, weights, strict, null);
  }

  /// Whether training goes on where the checkpoint was saved.
  public boolean takesEverything() {
    return take == InitialTake.EVERYTHING;
  }
}
