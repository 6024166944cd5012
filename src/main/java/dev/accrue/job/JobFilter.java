package dev.accrue.job;

import dev.accrue.api.job.JobState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which jobs to list.
///
/// @param state only jobs in this state, or in any
/// @param labels only jobs with these labels, or all where there are none
/// @param search only jobs that have its words, or all where it has none
record JobFilter(@Nullable JobState state, Map<String, String> labels, JobSearch search) {}
