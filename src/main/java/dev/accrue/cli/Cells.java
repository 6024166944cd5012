package dev.accrue.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Values as people read them. What is missing or null is a hyphen.
final class Cells {

  static final String NONE = "-";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int SHORT_ID = 8;

  private Cells() {}

  /// A property's text.
  static String text(JsonNode node, String property) {
    JsonNode value = node.path(property);
    return value.isMissingNode() || value.isNull() ? NONE : value.asString();
  }

  /// An instant, in this machine's time zone.
  static String time(JsonNode node, String property) {
    String text = text(node, property);
    return text.equals(NONE)
        ? NONE
        : TIME.format(Instant.parse(text).atZone(ZoneId.systemDefault()));
  }

  /// The beginning of an identifier, which commands take for the whole.
  static String shortId(JsonNode node, String property) {
    String id = text(node, property);
    return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
  }

  static String bytes(JsonNode node, String property) {
    JsonNode value = node.path(property);
    return value.isNumber() ? bytes(value.asLong()) : NONE;
  }

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /// A number with at most four digits that matter.
  static String number(JsonNode value) {
    if (value.isNumber()) {
      return number(value.asDouble());
    }
    return value.isString() ? value.asString() : NONE;
  }

  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double size = Math.abs(value);
    return size >= 1e-3 && size < 1e6
        ? String.format(Locale.ROOT, size >= 1000 ? "%.1f" : "%.4f", value)
        : String.format(Locale.ROOT, "%.3e", value);
  }
}
