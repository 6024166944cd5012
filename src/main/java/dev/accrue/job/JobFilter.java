package dev.accrue.job;

import dev.accrue.api.job.JobState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which jobs to list.
///
/// @param teamIds only jobs of these teams
/// @param state only jobs in this state, or in any
/// @param labels only jobs with these labels, or all where there are none
/// @param after only jobs that are older than this one, or all
record JobFilter(
    List<UUID> teamIds,
    @Nullable JobState state,
    Map<String, String> labels,
    @Nullable JobCursor after,
    int limit) {}
