package dev.accrue.api.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a search found.
///
/// @param attemptNumber of which attempt; 0 while the job has none
/// @param lines the matches with the lines beside them, each line once, in order
/// @param matches how many of the lines match
/// @param next the line from which to search on; null when the end of the log was reached
public record LogSearchResult(
    int attemptNumber, List<FoundLine> lines, int matches, @Nullable Long next) {}
