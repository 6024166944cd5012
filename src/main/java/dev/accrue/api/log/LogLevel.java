package dev.accrue.api.log;

/// How grave a line is, from the least to the most.
public enum LogLevel {
  /// Of use to whoever looks for a mistake.
  DEBUG,
  /// What happens as it should.
  INFO,
  /// What may need a look.
  WARN,
  /// What went wrong.
  ERROR
}
