package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/// A micro-batch that was found to fit. `POST /worker/v1/attempts/{attemptId}/micro-batches`
/// remembers it, in place of what was known, for the team's later jobs; `GET
/// .../micro-batches/{key}` finds it again.
///
/// @param key the SHA-256 of `circumstances`, lower-case hexadecimal
/// @param circumstances what it was found for: model, input shape, precision, device kind, memory
///   limit, tasks
/// @param micro its samples
public record FittedMicroBatch(
    @NotNull @Pattern(regexp = TensorEntry.SHA256) String key,
    @NotNull @Size(max = 2000) @Pattern(regexp = "\\P{Cc}*") String circumstances,
    @Positive int micro) {}
