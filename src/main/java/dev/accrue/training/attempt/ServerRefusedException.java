package dev.accrue.training.attempt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The server answered that it will not do what it was asked, and asking again will not help; or it
/// failed at it as often as it was asked.
final class ServerRefusedException extends RuntimeException {

  static final String BLOB_DAMAGED = "BLOB_DAMAGED";
  static final String QUOTA_EXCEEDED = "QUOTA_EXCEEDED";

  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  ServerRefusedException(String message) {
    super(message);
  }

  /// Whether the server named this reason.
  boolean is(String code) {
    return String.valueOf(getMessage()).contains("\"code\":\"%s\"".formatted(code));
  }

  /// What the server said for people; everything where that cannot be told.
  String detail() {
    Matcher detail = DETAIL.matcher(String.valueOf(getMessage()));
    return detail.find() ? detail.group(1) : String.valueOf(getMessage());
  }
}
