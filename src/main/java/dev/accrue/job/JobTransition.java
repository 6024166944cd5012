package dev.accrue.job;

import dev.accrue.api.job.JobState;

/// One way in which a job may move.
///
/// @param mover who moves it
/// @param why what has happened when it does
record JobTransition(JobState from, JobState to, Mover mover, String why) {

  /// Who moves jobs.
  enum Mover {
    USER,
    SCHEDULER,
    TRAINER,
    /// The agent or the server on its behalf, when the lease has run out.
    WORKER
  }
}
