package dev.accrue.job.spec;

import dev.accrue.api.job.JobState;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.SchedulingSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.StringNode;

/// Whether the jobs that a spec waits for are there and may still succeed. A job names only jobs
/// that were submitted before it and specs never change, so no circle can arise.
final class Dependencies {

  private Dependencies() {}

  static void check(JobSpec spec, TeamData data, Violations violations) {
    SchedulingSpec scheduling = spec.scheduling();
    boolean sound = violations.sound("team") && violations.sound("scheduling.after");
    if (scheduling == null || scheduling.after() == null || !sound) {
      return;
    }
    List<UUID> after = scheduling.after();
    for (int i = 0; i < after.size(); i++) {
      check("scheduling.after[%d]".formatted(i), spec.team(), after.get(i), data, violations);
    }
  }

  private static void check(
      String field, String team, UUID jobId, TeamData data, Violations violations) {
    Optional<JobState> state = data.findJob(team, jobId);
    StringNode value = StringNode.valueOf(jobId.toString());
    if (state.isEmpty()) {
      violations.add(
          field,
          value,
          "the team %s has no such job".formatted(team),
          "write the id of a job of this team, as GET /api/v1/jobs lists it");
    } else if (state.get() == JobState.FAILED || state.get() == JobState.CANCELED) {
      violations.add(
          field,
          value,
          "has ended as %s, so this job would never start".formatted(state.get()),
          "requeue that job first, or remove it here");
    }
  }
}
