package dev.accrue.signal;

/// What a signal is about. Its subject is a job, unless something else is said.
public enum Signal {
  /// A job was submitted, moved, or got an event.
  JOB("accrue_job"),
  /// The scheduler has something to look at: a job that came, moved or was changed, a worker, a
  /// team's share. The subject is that job, worker or team.
  QUEUE("accrue_queue"),
  /// A job's curves grew.
  POINT("accrue_point"),
  /// A line came to one of the logs of a job, or such a log is complete.
  LOG("accrue_log"),
  /// The trial of a module ended; the subject is the trial.
  CHECK("accrue_check"),
  /// There is an attempt for a worker to start; the subject is the worker.
  WORKER("accrue_worker"),
  /// A team's notification channels were changed; the subject is the team.
  CHANNEL("accrue_channel");

  private final String channel;

  Signal(String channel) {
    this.channel = channel;
  }

  String channel() {
    return channel;
  }
}
