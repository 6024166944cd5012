package dev.accrue.api.worker;

import org.jspecify.annotations.Nullable;

/// Where an attempt's weights come from instead of the seed, unless it resumes. Exactly one is set.
///
/// @param weights an uploaded `SAFETENSORS`
/// @param checkpoint the manifest of a checkpoint, maybe of another job; its tensors are blobs that
///   this attempt may read
public record InitialWeights(
    @Nullable ModelFile weights, @Nullable CheckpointManifest checkpoint) {}
