package dev.accrue.api.worker;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/// A device as its worker sees it.
///
/// @param ordinal its number on the worker, from 0
/// @param name what the driver or the operating system calls it
/// @param memoryBytes memory that attempts on it may use
/// @param threads threads of a trainer on it
public record DeviceInfo(
    @PositiveOrZero int ordinal,
    @NotNull DeviceKind kind,
    @NotBlank @Size(max = 200) @Pattern(regexp = "\\P{Cc}*") String name,
    @Positive long memoryBytes,
    @Positive int threads) {}
