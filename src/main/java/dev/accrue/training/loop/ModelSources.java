package dev.accrue.training.loop;

import dev.accrue.training.script.StartingWeights;
import dev.accrue.training.script.UserModule;
import org.jspecify.annotations.Nullable;

/// What a job's model is made of besides its spec.
///
/// @param module the user's own module, where the spec names one
/// @param weights what it starts from; null for the seed, or for the module's own
public record ModelSources(@Nullable UserModule module, @Nullable StartingWeights weights) {

  /// A built-in model from the seed.
  public static ModelSources none() {
    return new ModelSources(null, null);
  }
}
