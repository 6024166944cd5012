package dev.accrue.format;

/// A file is not what its format demands, or beyond a limit.
public final class FormatException extends RuntimeException {

  /// @param file what to call the file
  /// @param reason what is wrong, with the value, as a clause
  /// @param fix what to do
  public FormatException(String file, String reason, String fix) {
    super("%s cannot be read: %s; %s".formatted(file, reason, fix));
  }
}
