package dev.accrue.scheduling.bench;

import java.util.List;

/// A way of sharing the machines.
interface Scheduler {

  /// What one round decided.
  ///
  /// @param took real time that deciding took
  record Round(List<Start> starts, List<Attempt> preempted, Stopwatch.Time took) {}

  /// A job and its devices, all of one worker.
  record Start(Life life, List<Integer> devices) {}

  /// The state of the machines at one moment.
  ///
  /// @param usage device-milliseconds of each team, decayed
  record View(long nowMillis, Holdings holdings, Usage usage, List<Attempt> running) {

    int workers() {
      return holdings.workers();
    }
  }

  /// A job waits from now on, for the first time or again.
  void queued(Life life);

  /// An attempt gave its devices back.
  void left(Attempt attempt);

  /// Decides. What it returns is done before the next round, and a job that it starts no longer
  /// waits.
  Round decide(View view);
}
