package dev.accrue.api.team;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/worker-tokens`: the newest first.
///
/// @param nextCursor pass as `cursor` for the next page; null at the end
public record WorkerTokenPage(List<WorkerTokenView> items, @Nullable String nextCursor) {}
