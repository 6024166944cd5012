package dev.accrue.scheduling.plan;

/// Decides which job runs where, in these steps:
///
/// 1. Jobs that room was made for come first.
/// 2. Teams that hold less than they are guaranteed get that, if need be from those who borrowed
///    it.
/// 3. What is left is lent by fair share.
///
/// Within each step the team with the lowest share of what its weight entitles it to is next, with
/// its job of the highest priority, the oldest among these.
public final class Planner {

  private Planner() {}

  public static Decisions plan(Cluster cluster, Policy policy) {
    return new Round(cluster, policy).run();
  }
}
