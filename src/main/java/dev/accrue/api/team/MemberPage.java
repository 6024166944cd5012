package dev.accrue.api.team;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/teams/{team}/members`: by the user's name.
///
/// @param nextCursor pass as `cursor` for the next page; null at the end
public record MemberPage(List<MemberView> items, @Nullable String nextCursor) {}
