package dev.accrue.api.team;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tokens, the newest first.
///
/// @param nextCursor pass as `cursor` for the next page; null at the end
public record TokenPage(List<TokenView> items, @Nullable String nextCursor) {}
