package dev.accrue.scheduling.plan;

import java.util.UUID;

/// What an attempt holds of a device. All of its memory is the whole device.
public record DeviceShare(UUID deviceId, long memoryBytes) {}
