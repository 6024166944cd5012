package dev.accrue.api.fleet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A worker and the devices that it has now.
public record WorkerView(UUID id, String name, Instant lastHeartbeatAt, List<DeviceView> devices) {}
