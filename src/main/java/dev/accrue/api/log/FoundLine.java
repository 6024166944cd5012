package dev.accrue.api.log;

import java.util.List;

/// A line that matches, or that stands beside one.
///
/// @param match whether it matches
/// @param marks where it matches, as pairs of the first character and the one after the last
public record FoundLine(LogLineView line, boolean match, List<Integer> marks) {}
