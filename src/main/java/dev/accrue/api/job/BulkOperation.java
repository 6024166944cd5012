package dev.accrue.api.job;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/jobs/bulk`: the same operation on several jobs, each on its own.
///
/// @param priority for `CHANGE_PRIORITY` only
public record BulkOperation(
    @NotNull JobOperation operation,
    @Nullable @Min(-100) @Max(100) Integer priority,
    @NotEmpty @Size(max = 1000) List<@NotNull UUID> jobs) {}
