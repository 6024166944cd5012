package dev.accrue.scheduling;

import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import dev.accrue.scheduling.plan.Planner;
import dev.accrue.scheduling.plan.Policy;
import dev.accrue.scheduling.plan.RunningAttempt;
import dev.accrue.scheduling.plan.Team;
import dev.accrue.scheduling.plan.WaitingJob;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// On what jobs are placed: workers that are there, or a cluster that starts one for each attempt.
/// `accrue.placement` says which. The tick calls all of it in its transaction, alone among all
/// servers; previews look and decide without applying anything.
public interface PlacementBackend {

  /// A place that a queued job was given and that has not come up yet.
  ///
  /// @param code a stable name of what it waits for, as `WaitView` shows it
  /// @param reason for people
  record Underway(String code, String reason) {}

  /// Gives jobs their attempts whose places have come up since.
  ///
  /// @return how many
  int settle();

  /// The queued jobs that have a place. The planner is not asked about them.
  Map<UUID, Underway> findUnderway();

  /// Devices that a job could get something of.
  int countFreeDevices();

  /// What there is and what holds it.
  ///
  /// @param live every attempt that has not ended, with its worker's devices
  Cluster look(List<Team> teams, List<WaitingJob> waiting, List<RunningAttempt> live);

  /// Who gets what of it.
  default Decisions decide(Cluster cluster, Policy policy) {
    return Planner.plan(cluster, policy);
  }

  /// Gives jobs their places.
  ///
  /// @return how many
  int place(Cluster cluster, List<Decisions.Placement> planned);

  /// Takes places back, and notes for whom.
  ///
  /// @return how many
  int preempt(Cluster cluster, List<Decisions.Preemption> planned);
}
