package dev.accrue.kubernetes;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the cluster has of one placement.
///
/// @param job null for none
/// @param pods of it, also after the Job itself is gone
/// @param waits what Kueue says of its admission; null for nothing
record Seen(@Nullable SeenJob job, List<SeenPod> pods, @Nullable String waits) {

  static final Seen NOTHING = new Seen(null, List.of(), null);

  Seen {
    pods = List.copyOf(pods);
  }

  /// How far a Kubernetes Job is.
  enum Phase {
    OPEN,
    COMPLETE,
    FAILED
  }

  /// A Kubernetes Job.
  ///
  /// @param suspended whether Kueue keeps it from having pods
  /// @param leaving whether it is being deleted
  /// @param message why it failed, as the cluster says; empty where it does not
  record SeenJob(String uid, boolean suspended, boolean leaving, Phase phase, String message) {

    boolean finished() {
      return phase != Phase.OPEN;
    }
  }

  /// A pod.
  ///
  /// @param over whether its containers have ended
  /// @param scheduledAt since when it has a node; null without one
  /// @param trouble what keeps it from running, or how it ended; null for nothing
  /// @param disrupted whether the cluster took it away for others' sake, or its node's
  record SeenPod(
      String name,
      boolean over,
      @Nullable Instant scheduledAt,
      @Nullable Trouble trouble,
      boolean disrupted) {

    boolean startedBefore(Instant then) {
      return scheduledAt != null && scheduledAt.isBefore(then);
    }
  }

  /// What is the matter with a pod.
  record Trouble(Kind kind, String message) {

    /// Kinds of trouble.
    enum Kind {
      /// No node has what it needs.
      UNSCHEDULABLE,
      /// Its image cannot be had.
      IMAGE,
      /// Its container cannot be made.
      CONTAINER,
      /// Its container ended without success.
      ENDED
    }
  }

  boolean podsLeft() {
    return pods.stream().anyMatch(pod -> !pod.over());
  }
}
