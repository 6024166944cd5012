package dev.accrue.api.worker;

/// A device as its worker sees it.
///
/// @param ordinal its number on the worker, from 0
/// @param name what the driver or the operating system calls it
/// @param memoryBytes memory that attempts on it may use
/// @param threads threads of a trainer on it
public record DeviceInfo(
    int ordinal, DeviceKind kind, String name, long memoryBytes, int threads) {}
