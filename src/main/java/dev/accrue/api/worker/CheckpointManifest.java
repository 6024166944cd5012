package dev.accrue.api.worker;

import java.util.List;
import java.util.Map;

/// A complete state of training at an optimizer step. Posted to
/// `/worker/v1/attempts/{attemptId}/checkpoints` after the blobs it names.
///
/// @param optimizerStep updates tried so far, skipped ones included
/// @param position where in the data and in the optimizer's time it stands
/// @param specSha256 of the canonical spec, lower-case hexadecimal
/// @param libraryVersions such as `djl` and `libtorch`: equal weights are promised for equal
///   versions
public record CheckpointManifest(
    long optimizerStep,
    Position position,
    String specSha256,
    Map<String, String> libraryVersions,
    List<TensorEntry> tensors) {}
