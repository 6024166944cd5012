package dev.accrue.observability;

/// What of a team's jobs waits and runs.
///
/// @param waiting jobs that wait and are not held
/// @param oldestSeconds how long the longest of them has waited; 0 where none waits
/// @param running attempts
/// @param samplesPerSecond that they train, all together
record TeamFigures(
    String team, long waiting, double oldestSeconds, long running, double samplesPerSecond) {}
