package dev.accrue.team;

import java.util.UUID;
import org.slf4j.MDC;

/// Has the lines that this thread logs say which job and attempt they are about, until it is
/// closed.
public record LogContext() implements AutoCloseable {

  private static final String JOB = "job";
  private static final String ATTEMPT = "attempt";

  /// From now on they are about these.
  public static LogContext of(UUID jobId, UUID attemptId) {
    MDC.put(JOB, jobId.toString());
    MDC.put(ATTEMPT, attemptId.toString());
    return new LogContext();
  }

  /// From now on they are about the sender of a request, where that is an attempt.
  static LogContext of(Object principal) {
    return principal instanceof LeaseHolder lease
        ? of(lease.jobId(), lease.attemptId())
        : new LogContext();
  }

  @Override
  public void close() {
    MDC.remove(JOB);
    MDC.remove(ATTEMPT);
  }
}
