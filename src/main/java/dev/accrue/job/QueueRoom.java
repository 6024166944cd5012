package dev.accrue.job;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Keeps teams within their limits on waiting jobs. Asked before any job's row is locked.
@Component
class QueueRoom {

  private final JobSubmissionTables tables;

  QueueRoom(JobSubmissionTables tables) {
    this.tables = tables;
  }

  /// Makes sure that the team may queue one more, until the transaction ends.
  void require(UUID teamId, String team) {
    tables
        .lockAndFindReachedLimit(teamId)
        .ifPresent(limit -> {
          throw new ProblemException(
              ProblemCode.LIMIT_REACHED,
              ("the team %s has %d jobs waiting already, which is its limit; wait until some have"
                      + " run, cancel some, or ask an administrator for a higher one")
                  .formatted(team, limit));
        });
  }
}
