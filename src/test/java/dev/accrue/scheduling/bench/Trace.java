package dev.accrue.scheduling.bench;

import java.util.List;

/// What is simulated: machines, teams, and the jobs that the teams submit, in order of arrival.
///
/// @param submittingMillis how long jobs arrive
record Trace(List<Machine> machines, List<Team> teams, List<Job> jobs, long submittingMillis) {

  /// How much a team submits.
  enum Load {
    HEAVY,
    MIDDLE,
    LIGHT
  }

  /// A worker.
  record Machine(int devices, long deviceMemoryBytes) {}

  /// A team.
  ///
  /// @param guaranteedDevices of its quota
  record Team(String name, Load load, double weight, int guaranteedDevices) {}

  /// A job as it is submitted.
  ///
  /// @param number its place in the trace
  /// @param team the team's place in the trace
  /// @param user the user's number in the team
  /// @param arrivalMillis when it is submitted
  /// @param devices how many of one worker it needs at once
  /// @param memoryBytes what it needs of each device; 0 is the whole device
  /// @param workMillis how long it trains when nothing interrupts it
  /// @param stepMillis how long one optimizer step takes
  /// @param expectedMillis how long the platform believes that it trains; 0 is not known
  record Job(
      int number,
      int team,
      int user,
      int priority,
      long arrivalMillis,
      int devices,
      long memoryBytes,
      long workMillis,
      long stepMillis,
      long expectedMillis) {

    Job withNumber(int other) {
      return new Job(
          other,
          team,
          user,
          priority,
          arrivalMillis,
          devices,
          memoryBytes,
          workMillis,
          stepMillis,
          expectedMillis);
    }
  }

  Trace {
    machines = List.copyOf(machines);
    teams = List.copyOf(teams);
    jobs = List.copyOf(jobs);
  }

  int devices() {
    return machines.stream().mapToInt(Machine::devices).sum();
  }
}
