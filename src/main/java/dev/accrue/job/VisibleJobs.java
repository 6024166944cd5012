package dev.accrue.job;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobPage;
import dev.accrue.api.job.JobView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.Paging;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Jobs within the caller's teams.
@Component
class VisibleJobs implements Jobs {

  private final JobViewTables tables;

  VisibleJobs(JobViewTables tables) {
    this.tables = tables;
  }

  @Override
  public JobView fetch(Caller caller, UUID jobId) {
    return tables.find(jobId, caller.teamIds()).orElseThrow(() -> notFound(jobId));
  }

  @Override
  public void requireVisible(Caller caller, UUID jobId) {
    fetchTeam(caller, jobId);
  }

  @Override
  public void requireAllVisible(Caller caller, Collection<UUID> jobIds) {
    Set<UUID> visible = tables.findVisible(jobIds, caller.teamIds());
    jobIds.stream()
        .filter(id -> !visible.contains(id))
        .findFirst()
        .ifPresent(id -> {
          throw notFound(id);
        });
  }

  @Override
  public List<JobEventView> eventsAfter(Caller caller, UUID jobId, long eventId, int limit) {
    return events(caller, jobId, eventId, limit);
  }

  @Override
  public Membership requireWritable(Caller caller, UUID jobId) {
    UUID teamId = fetchTeam(caller, jobId);
    Membership membership = caller.findMembership(teamId).orElseThrow(() -> notFound(jobId));
    requireWriter(membership);
    return membership;
  }

  static void requireWriter(Membership membership) {
    if (!membership.role().mayWrite()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN,
          "viewers of the team %s may not do this; ask a maintainer to make you a member"
              .formatted(membership.team()));
    }
  }

  JobPage list(Caller caller, @Nullable String team, JobFilter filter, Paging<JobView> paging) {
    List<UUID> teamIds =
        team == null
            ? caller.teamIds()
            : caller.findMembership(team).map(Membership::teamId).stream().toList();
    return paging.page(tables.list(teamIds, filter, paging), JobPage::new);
  }

  List<JobEventView> events(Caller caller, UUID jobId, @Nullable Long after, int limit) {
    requireVisible(caller, jobId);
    return tables.events(jobId, after, limit);
  }

  private UUID fetchTeam(Caller caller, UUID jobId) {
    return tables.findTeam(jobId, caller.teamIds()).orElseThrow(() -> notFound(jobId));
  }

  private static ProblemException notFound(UUID jobId) {
    return new ProblemException(
        ProblemCode.NOT_FOUND, "there is no job %s among those of your teams".formatted(jobId));
  }
}
