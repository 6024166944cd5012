package dev.accrue.signal;

/// What a signal is about. Its subject is always a job.
public enum Signal {
  /// A job was submitted, moved, or got an event.
  JOB("accrue_job"),
  /// A job's curves grew.
  POINT("accrue_point");

  private final String channel;

  Signal(String channel) {
    this.channel = channel;
  }

  String channel() {
    return channel;
  }
}
