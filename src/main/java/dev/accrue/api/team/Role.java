package dev.accrue.api.team;

/// What a member of a team may do, each role more than the one before it.
public enum Role {
  /// Sees the team's jobs.
  VIEWER,
  /// Submits and cancels jobs too.
  MEMBER,
  /// Looks after the team.
  MAINTAINER;

  /// Whether this role may change anything.
  public boolean mayWrite() {
    return this != VIEWER;
  }
}
