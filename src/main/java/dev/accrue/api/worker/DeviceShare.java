package dev.accrue.api.worker;

import org.jspecify.annotations.Nullable;

/// What an attempt may use of one device.
///
/// @param ordinal the device's number on the worker
/// @param memoryBytes of its memory; null for all that it has
public record DeviceShare(int ordinal, @Nullable Long memoryBytes) {}
