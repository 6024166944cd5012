package dev.accrue.api.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/jobs`: the newest jobs of the caller's teams first.
///
/// @param nextCursor pass as `cursor` for the next page; null at the end
public record JobPage(List<JobView> items, @Nullable String nextCursor) {}
