package dev.accrue.api.usage;

import org.jspecify.annotations.Nullable;

/// What one group of attempts used. The hours of `useful`, `redone`, `probe` and `idle` add up to
/// `deviceHours`.
///
/// @param team null when the report is not by team
/// @param user who submitted the jobs; null when the report is not by user
/// @param label the label's value; null for jobs without it, and when the report is not by label
/// @param period the month, such as `2026-11`, or the day, such as `2026-11-27`, in UTC; null when
///   the report is by neither
/// @param attempts how many there were
/// @param deviceHours devices times hours, a part of a device as its part of the memory
/// @param usefulDeviceHours of training that counts
/// @param wastedDeviceHours `redone` and `probe` together
/// @param redoneDeviceHours of training that a later attempt did again
/// @param probeDeviceHours of looking for a micro-batch that fits, and of windows that memory ran
///   out in
/// @param idleDeviceHours that devices were reserved before the trainer began
public record UsageRow(
    @Nullable String team,
    @Nullable String user,
    @Nullable String label,
    @Nullable String period,
    long attempts,
    double deviceHours,
    double usefulDeviceHours,
    double wastedDeviceHours,
    double redoneDeviceHours,
    double probeDeviceHours,
    double idleDeviceHours) {}
