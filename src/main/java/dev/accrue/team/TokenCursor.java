package dev.accrue.team;

import dev.accrue.api.team.TokenView;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a page of tokens ended.
record TokenCursor(Instant createdAt, UUID id) {

  private static final String SEPARATOR = "/";

  static String after(TokenView token) {
    return new TokenCursor(token.createdAt(), token.id()).encode();
  }

  String encode() {
    return TextCursor.encode(createdAt + SEPARATOR + id);
  }

  static @Nullable TokenCursor decode(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    String text = TextCursor.decode(cursor);
    int separator = text.indexOf(SEPARATOR);
    if (separator < 0) {
      throw TextCursor.refused(cursor);
    }
    try {
      return new TokenCursor(
          Instant.parse(text.substring(0, separator)),
          UUID.fromString(text.substring(separator + 1)));
    } catch (IllegalArgumentException | DateTimeException _) {
      throw TextCursor.refused(cursor);
    }
  }
}
