package dev.accrue.format;

/// A file is not what its format demands, or beyond a limit.
public final class FormatException extends RuntimeException {

  private final String reason;
  private final String fix;

  /// @param file what to call the file
  /// @param reason what is wrong, with the value, as a clause
  /// @param fix what to do
  public FormatException(String file, String reason, String fix) {
    super("%s cannot be read: %s; %s".formatted(file, reason, fix));
    this.reason = reason;
    this.fix = fix;
  }

  /// What is wrong, with the value, as a clause.
  public String reason() {
    return reason;
  }

  /// What to do.
  public String fix() {
    return fix;
  }
}
