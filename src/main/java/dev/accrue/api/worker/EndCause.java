package dev.accrue.api.worker;

/// Why an attempt ended, and with that, whose doing it was.
public enum EndCause {
  /// It did its work.
  SUCCEEDED,
  /// The job asks for something impossible; trying again will not help.
  USER_ERROR,
  /// A micro-batch of one sample did not fit.
  OUT_OF_MEMORY,
  /// The worker or its machine went away; not the job's fault.
  LOST_WORKER,
  /// The device failed; not the job's fault.
  LOST_DEVICE,
  /// The device was needed elsewhere.
  PREEMPTED,
  /// Somebody canceled the job.
  CANCELED,
  /// It ran for as long as its spec allows. The server's to say, not the trainer's.
  TIME_LIMIT,
  /// A job that it waited for cannot succeed, so it never began. The server's to say.
  DEPENDENCY_FAILED,
  /// The trainer failed or died without a known reason; tried again while retries last.
  INTERNAL
}
