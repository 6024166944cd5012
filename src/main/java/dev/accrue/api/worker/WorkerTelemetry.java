package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/// `POST /worker/v1/workers/{workerId}/telemetry`: how the worker's devices are. It carries no
/// time: the server's clock counts, since the worker's may be wrong. Answered 409 when a newer
/// incarnation registered.
///
/// @param samples at most one of each device
public record WorkerTelemetry(
    @NotNull UUID incarnation,
    @NotNull @Size(max = 64) List<@NotNull @Valid DeviceSample> samples) {}
