package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/// `POST /worker/v1/attempts/{attemptId}/equivalence`: the comparison that a lease's
/// `equivalenceRequest` or the spec asked for.
///
/// @param request null where only the spec asked
public record EquivalenceResult(
    @Nullable @Positive Long request, @NotNull @Valid EquivalenceReport report) {}
