package dev.accrue.job;

import dev.accrue.team.Caller;
import java.util.UUID;

/// Which jobs a caller may see, for modules that show something of them.
public interface VisibleJobs {

  /// Passes if the job belongs to one of the caller's teams.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND` otherwise, whether it exists or not
  void require(UUID jobId, Caller caller);
}
