package dev.accrue.job;

import dev.accrue.api.job.JobState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event to be recorded. Texts are cut to what the table takes.
record JobEventRow(
    UUID jobId,
    @Nullable UUID attemptId,
    String kind,
    @Nullable JobState from,
    @Nullable JobState to,
    String actor,
    String reason) {

  static final int MAX_REASON = 8000;
  private static final int MAX_ACTOR = 100;

  JobEventRow {
    actor = storable(actor, MAX_ACTOR);
    reason = storable(reason, MAX_REASON);
  }

  /// The event of a transition.
  static JobEventRow of(
      JobMove move, UUID jobId, @Nullable UUID attemptId, String actor, String reason) {
    return new JobEventRow(jobId, attemptId, "TRANSITION", move.from(), move.to(), actor, reason);
  }

  /// PostgreSQL's text holds every character but NUL.
  static String storable(String text, int maxLength) {
    String whole = text.replace('\0', '\uFFFD');
    if (whole.length() <= maxLength) {
      return whole;
    }
    int end = Character.isHighSurrogate(whole.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return whole.substring(0, end);
  }
}
