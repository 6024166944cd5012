package dev.accrue.api.team;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/users`: accounts by name.
///
/// @param nextCursor pass as `cursor` for the next page; null at the end
public record UserPage(List<UserView> items, @Nullable String nextCursor) {}
