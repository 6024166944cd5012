package dev.accrue.kubernetes;

import dev.accrue.api.worker.EndCause;
import dev.accrue.kubernetes.Seen.SeenJob;
import dev.accrue.kubernetes.Seen.SeenPod;
import dev.accrue.kubernetes.Seen.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides what is to be done about a placement, by its row and by what the cluster has of it.
/// Knows no clock and speaks to nobody.
final class Course {

  /// How long a pod whose attempt is over may take to leave by itself, with its last lines.
  static final Duration LINGER = Duration.ofMinutes(1);

  /// After which a pod that does not go, of a node that is lost perhaps, holds its number no
  /// longer.
  static final Duration STUCK = Duration.ofMinutes(30);

  private final Placement placement;
  private final Seen seen;
  private final Instant now;
  private final KubernetesProperties properties;

  private Course(Placement placement, Seen seen, Instant now, KubernetesProperties properties) {
    this.placement = placement;
    this.seen = seen;
    this.now = now;
    this.properties = properties;
  }

  static Step decide(Placement placement, Seen seen, Instant now, KubernetesProperties properties) {
    Course course = new Course(placement, seen, now, properties);
    return placement.endedAt() == null
        ? course.wanted(seen.job())
        : course.unwanted(seen.job(), Duration.between(placement.endedAt(), now));
  }

  private Step unwanted(@Nullable SeenJob job, Duration since) {
    if (job == null) {
      return seen.podsLeft() && since.compareTo(STUCK) < 0 ? new Step.Rest() : new Step.Forget();
    }
    if (job.leaving()) {
      return new Step.Rest();
    }
    boolean mayLeaveByItself = placement.attemptId() != null && since.compareTo(LINGER) < 0;
    return job.finished() || !mayLeaveByItself ? new Step.Delete() : new Step.Rest();
  }

  private Step wanted(@Nullable SeenJob job) {
    if (job == null && placement.clusterUid() == null) {
      return new Step.Create();
    }
    if (job == null || job.leaving()) {
      return deleted();
    }
    if (job.finished()) {
      return finished(job);
    }
    if (!job.uid().equals(placement.clusterUid()) || !placement.tokenGiven()) {
      return new Step.GiveToken(job.uid());
    }
    return placement.attemptId() == null ? waiting(job) : running(job);
  }

  /// Pods of a Job that somebody deleted get their time to save, as those of a drained node do.
  private Step deleted() {
    String reason = "Kubernetes Job %s was deleted".formatted(placement.name());
    if (placement.attemptId() == null) {
      return new Step.GiveUp(reason);
    }
    return seen.podsLeft()
        ? new Step.Preempt(reason)
        : new Step.EndAttempt(EndCause.PREEMPTED, reason);
  }

  /// Its pod has ended, and should have reported the attempt's end before.
  private Step finished(SeenJob job) {
    Optional<SeenPod> pod = seen.pods().stream().filter(it -> it.trouble() != null).findFirst();
    String how =
        pod.map(SeenPod::trouble)
            .map(Trouble::message)
            .orElse(
                job.phase() == Seen.Phase.COMPLETE
                    ? "its pod ended without a word"
                    : job.message());
    String reason = "Kubernetes Job %s: %s".formatted(placement.name(), how);
    if (placement.attemptId() == null) {
      return new Step.GiveUp(reason);
    }
    boolean takenAway = pod.map(SeenPod::disrupted).orElse(false);
    return new Step.EndAttempt(takenAway ? EndCause.PREEMPTED : EndCause.LOST_WORKER, reason);
  }

  private Step running(SeenJob job) {
    if (!job.suspended()) {
      return new Step.Rest();
    }
    String reason = "Kueue suspended Kubernetes Job " + placement.name() + words(seen.waits());
    return seen.podsLeft()
        ? new Step.Preempt(reason)
        : new Step.EndAttempt(EndCause.PREEMPTED, reason);
  }

  private Step waiting(SeenJob job) {
    if (job.suspended()) {
      String reason =
          "waits for Kueue to admit Kubernetes Job %s to queue %s%s"
              .formatted(
                  placement.name(),
                  properties.findQueue(placement.team()).orElse(""),
                  words(seen.waits()));
      return new Step.Note("CLUSTER_ADMISSION", reason);
    }
    Optional<SeenPod> pod = seen.pods().stream().filter(it -> !it.over()).findFirst();
    if (pod.isEmpty()) {
      return new Step.Note(
          "CLUSTER_STARTING",
          "the pod of Kubernetes Job %s is being created".formatted(placement.name()));
    }
    return waiting(pod.get());
  }

  private Step waiting(SeenPod pod) {
    Trouble trouble = pod.trouble();
    String said = trouble == null ? "" : ": " + trouble.message();
    if (trouble != null && trouble.kind() == Trouble.Kind.UNSCHEDULABLE) {
      return new Step.Note(
          "CLUSTER_UNSCHEDULABLE", "no node takes pod %s%s".formatted(pod.name(), said));
    }
    String code = trouble == null ? "CLUSTER_STARTING" : "CLUSTER_" + trouble.kind();
    String reason =
        "pod %s %s%s".formatted(pod.name(), trouble == null ? "starts" : "does not start", said);
    // A pod that waits for a node may do so for ever: a cluster may grow. From then on it may not.
    return pod.startedBefore(now.minus(properties.startTimeout()))
        ? new Step.GiveUp("%s, for longer than %s".formatted(reason, properties.startTimeout()))
        : new Step.Note(code, reason);
  }

  private static String words(@Nullable String more) {
    return more == null ? "" : ": " + more;
  }
}
