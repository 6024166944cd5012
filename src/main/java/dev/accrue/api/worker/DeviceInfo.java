package dev.accrue.api.worker;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// A device as its worker sees it.
///
/// @param ordinal its number on the worker, from 0
/// @param name what the driver or the operating system calls it
/// @param memoryBytes memory that attempts on it may use
/// @param threads threads of a trainer on it
/// @param uuid the driver's name for the very card, such as `GPU-…`; null for CPU slots
/// @param driver the driver's version; null for CPU slots
public record DeviceInfo(
    @PositiveOrZero int ordinal,
    @NotNull DeviceKind kind,
    @NotBlank @Size(max = 200) @Pattern(regexp = "\\P{Cc}*") String name,
    @Positive long memoryBytes,
    @Positive int threads,
    @Nullable @Pattern(regexp = "[A-Za-z0-9-]{1,80}") String uuid,
    @Nullable @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cc}*") String driver) {

  /// A share of the processor.
  public static DeviceInfo cpuSlot(int ordinal, String name, long memoryBytes, int threads) {
    return new DeviceInfo(ordinal, DeviceKind.CPU, name, memoryBytes, threads, null, null);
  }
}
