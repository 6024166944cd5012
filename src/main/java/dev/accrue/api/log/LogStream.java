package dev.accrue.api.log;

/// Where a line comes from.
public enum LogStream {
  /// The trainer's standard output.
  OUTPUT,
  /// The trainer's standard error.
  ERROR,
  /// Not the trainer: the worker or the server says something about the log.
  PLATFORM
}
