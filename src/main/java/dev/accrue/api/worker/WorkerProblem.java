package dev.accrue.api.worker;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// What keeps a worker or one of its devices from taking more work, for as long as heartbeats name
/// it.
///
/// @param deviceOrdinal the device; null for the whole worker
/// @param message for people
public record WorkerProblem(
    @Nullable @PositiveOrZero Integer deviceOrdinal,
    @NotBlank @Size(max = 500) @Pattern(regexp = "\\P{Cc}*") String message) {}
