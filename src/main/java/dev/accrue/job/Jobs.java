package dev.accrue.job;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobView;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Jobs as a caller may see them. A job of a team that the caller does not belong to does not exist
/// for the caller.
public interface Jobs {

  /// A job.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND`
  JobView fetch(Caller caller, UUID jobId);

  /// Makes sure that the caller may see the job.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND`
  void requireVisible(Caller caller, UUID jobId);

  /// Makes sure that the caller may see all of the jobs.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND`, naming the first that is not there
  void requireAllVisible(Caller caller, Collection<UUID> jobIds);

  /// Makes sure that the caller may change the job.
  ///
  /// @return the caller's membership in the job's team
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND`, or `FORBIDDEN` for a viewer
  Membership requireWritable(Caller caller, UUID jobId);

  /// What happened to a job that the caller may see, after the event with this id, in order.
  List<JobEventView> eventsAfter(Caller caller, UUID jobId, long eventId, int limit);
}
