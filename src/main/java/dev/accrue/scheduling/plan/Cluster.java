package dev.accrue.scheduling.plan;

import java.time.Instant;
import java.util.List;

/// All that a plan depends on, as of one moment. The order of the lists does not matter.
///
/// @param teams every team that has a waiting job or a running attempt
/// @param waiting jobs that could start now: not held, not before their time, nothing to wait for
/// @param workers those that are alive; one that drains is among them
/// @param devices of these workers; what is free of them follows from `running`
/// @param running every attempt that holds devices, also one that is still to start or to end
public record Cluster(
    Instant now,
    List<Team> teams,
    List<WaitingJob> waiting,
    List<Worker> workers,
    List<Device> devices,
    List<RunningAttempt> running) {

  public Cluster {
    teams = List.copyOf(teams);
    waiting = List.copyOf(waiting);
    workers = List.copyOf(workers);
    devices = List.copyOf(devices);
    running = List.copyOf(running);
  }
}
