package dev.accrue.api.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A worker and the devices that it has now.
///
/// @param labels what specs select workers by
/// @param silent whether nothing was heard of it, since `lastHeartbeatAt`, for as long as
///   `accrue.fleet.worker-timeout` by the server's clock, though it never said that it leaves; then
///   it gets nothing new
/// @param drainingAt since when it is given nothing new; null: it is
/// @param drainDeadlineAt from when on what it still runs is preempted; null: it may finish
/// @param leftAt since when it is stopping in order, or has stopped so; null: it has not
/// @param problem why it gets nothing new, in its own words; null when it is well
public record WorkerView(
    UUID id,
    String name,
    Map<String, String> labels,
    Instant lastHeartbeatAt,
    boolean silent,
    @Nullable Instant drainingAt,
    @Nullable Instant drainDeadlineAt,
    @Nullable Instant leftAt,
    @Nullable String problem,
    List<DeviceView> devices) {}
