package dev.accrue.api.log;

import java.util.List;

/// A stretch of an attempt's log.
///
/// @param attemptNumber of which attempt; 0 while the job has none
/// @param lines in order
/// @param hasEarlier whether there are lines before these, of the levels that were asked for
/// @param hasLater whether there are lines after these
/// @param log the whole of which this is a part
public record LogPage(
    int attemptNumber,
    List<LogLineView> lines,
    boolean hasEarlier,
    boolean hasLater,
    LogSummary log) {}
