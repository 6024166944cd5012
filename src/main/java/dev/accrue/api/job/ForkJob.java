package dev.accrue.api.job;

import dev.accrue.api.spec.InitialTake;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A job that is to begin from another one's checkpoint.
///
/// @param take null for the weights
/// @param changes of the other job's spec, as a JSON merge patch (RFC 7396): objects are merged,
///   null removes, everything else replaces; null for none
public record ForkJob(@Nullable InitialTake take, @Nullable Map<String, Object> changes) {}
