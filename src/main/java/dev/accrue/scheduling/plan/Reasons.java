package dev.accrue.scheduling.plan;

/// Sentences for people about what was decided.
final class Reasons {

  private Reasons() {}

  static String placement(TeamState team, Spot spot, boolean guaranteed) {
    Team it = team.team;
    String why =
        guaranteed
            ? "team %s held %s of %d guaranteed devices"
                .formatted(it.name(), Charge.words(team.committedCharge()), it.guaranteedDevices())
            : "team %s was next by fair share".formatted(it.name());
    return why + "; " + free(spot);
  }

  static String free(Spot spot) {
    boolean kept = false;
    for (int device : spot.devices()) {
      kept |= spot.pool().isKept(device);
    }
    boolean one = spot.devices().length == 1;
    return kept
        ? "%s %s kept for a larger job, and this one ends before"
            .formatted(spot.words(), one ? "is" : "are")
        : "%s %s free".formatted(spot.words(), one ? "is" : "are");
  }

  static String preemption(WaitingJob job, TeamState team, Holder victim, boolean own) {
    return own
        ? "makes room for job %s of its team, whose priority %d is above %d"
            .formatted(job.id(), job.priority(), victim.victim().priority())
        : "team %s holds %s devices and is guaranteed %d; team %s takes back what it is guaranteed, for job %s"
            .formatted(
                victim.team.team.name(),
                Charge.words(victim.team.committedCharge()),
                victim.team.team.guaranteedDevices(),
                team.team.name(),
                job.id());
  }

  static Wait userLimit(TeamState team) {
    Integer limit = team.team.runningJobsPerUserLimit();
    return new Wait.UserJobLimit(team.team.name(), limit == null ? 0 : limit);
  }

  static Wait teamLimit(TeamState team) {
    Integer jobs = team.team.runningJobsLimit();
    if (jobs != null && (team.excessJobs() > 0 || team.mustWaitForOwnJobs())) {
      return new Wait.TeamJobLimit(team.team.name(), jobs);
    }
    return new Wait.TeamDeviceLimit(team.team.name(), team.deviceLimit(), team.occupiedCharge());
  }

  static Wait behindOwnTeam(TeamState team) {
    return new Wait.BehindOwnTeam(team.team.name(), team.deviceLimit(), team.earlierJobId());
  }
}
