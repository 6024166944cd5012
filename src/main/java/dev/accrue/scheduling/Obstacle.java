package dev.accrue.scheduling;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What keeps a queued job from the planner, whatever devices are free.
sealed interface Obstacle {

  /// A stable name, as `WaitView` shows it.
  String code();

  /// For people.
  String sentence();

  /// Somebody keeps it from starting.
  record Held() implements Obstacle {
    @Override
    public String code() {
      return "HELD";
    }

    @Override
    public String sentence() {
      return "somebody holds it; it waits until it is released";
    }
  }

  /// An administrator paused the queue.
  ///
  /// @param team whose queue; empty for everybody's
  record Paused(String team) implements Obstacle {
    @Override
    public String code() {
      return "QUEUE_PAUSED";
    }

    @Override
    public String sentence() {
      return team.isEmpty()
          ? "the queue is paused; nothing starts until an administrator resumes it"
          : "the queue of the team %s is paused; an administrator can resume it".formatted(team);
    }
  }

  /// Jobs that have to succeed before it.
  record Dependencies(int open) implements Obstacle {
    @Override
    public String code() {
      return "DEPENDENCY";
    }

    @Override
    public String sentence() {
      return open == 1
          ? "waits for a job to succeed"
          : "waits for %d jobs to succeed".formatted(open);
    }
  }

  /// It has a place that has not come up yet.
  record Underway(String code, String sentence) implements Obstacle {}

  /// Its time has not come.
  ///
  /// @param again whether it is the pause before another try
  record TooEarly(Instant notBefore, boolean again) implements Obstacle {
    @Override
    public String code() {
      return "NOT_BEFORE";
    }

    @Override
    public String sentence() {
      Instant shown = notBefore.truncatedTo(ChronoUnit.SECONDS);
      return again
          ? "failed and is tried again, not before " + shown
          : "does not start before " + shown;
    }
  }
}
