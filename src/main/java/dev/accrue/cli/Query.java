package dev.accrue.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A path of the API with its query.
final class Query {

  private final StringBuilder text;
  private boolean first = true;

  private Query(String path) {
    this.text = new StringBuilder(path);
  }

  static Query of(String path) {
    return new Query(path);
  }

  /// A text as one segment of a path.
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Adds a parameter unless it is null.
  Query with(String name, @Nullable Object value) {
    if (value != null) {
      text.append(first ? '?' : '&').append(name).append('=').append(segment(value.toString()));
      first = false;
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
