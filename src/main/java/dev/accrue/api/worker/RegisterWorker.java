package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// `POST /worker/v1/workers`: an agent has started. Leases that an earlier incarnation of the same
/// worker held end at once, since nobody serves them any more.
///
/// @param workerId chosen by the worker at its first start and kept on its disk
/// @param incarnation new at each start; registering it again changes nothing
/// @param labels what specs select workers by
public record RegisterWorker(
    @NotNull UUID workerId,
    @NotNull UUID incarnation,
    @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cc}*") String name,
    @NotNull @Size(max = WorkerLabels.MAX_LABELS)
        Map<
                @NotNull @Pattern(regexp = WorkerLabels.KEY) String,
                @NotNull @Pattern(regexp = WorkerLabels.VALUE) String>
            labels,
    @NotNull @Size(max = 64) List<@NotNull @Valid DeviceInfo> devices) {}
