package dev.accrue.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what matters out of the cluster's objects, of which any field may be missing.
final class SeenReader {

  private static final Set<String> IMAGE_REASONS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable");

  private static final Set<String> CONTAINER_REASONS =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  /// A kubelet that ends a pod for its node's memory may mean this very pod.
  private static final String BY_KUBELET = "TerminationByKubelet";

  private SeenReader() {}

  static Seen.SeenJob job(Job job) {
    List<JobCondition> conditions =
        job.getStatus() == null ? List.of() : job.getStatus().getConditions();
    Optional<JobCondition> failed = condition(conditions, "Failed");
    Seen.Phase phase =
        failed.isPresent()
            ? Seen.Phase.FAILED
            : condition(conditions, "Complete").isPresent() ? Seen.Phase.COMPLETE : Seen.Phase.OPEN;
    return new Seen.SeenJob(
        job.getMetadata().getUid(),
        Boolean.TRUE.equals(job.getSpec().getSuspend()),
        job.getMetadata().getDeletionTimestamp() != null,
        phase,
        failed.map(it -> said(it.getReason(), it.getMessage())).orElse(""));
  }

  private static Optional<JobCondition> condition(List<JobCondition> conditions, String type) {
    return conditions.stream()
        .filter(it -> type.equals(it.getType()) && "True".equals(it.getStatus()))
        .findFirst();
  }

  static Seen.SeenPod pod(Pod pod) {
    PodStatus status = pod.getStatus();
    String phase = status == null ? "Pending" : Objects.requireNonNullElse(status.getPhase(), "");
    boolean over = phase.equals("Failed") || phase.equals("Succeeded");
    String disruption =
        status == null ? null : reasonOf(status.getConditions(), "DisruptionTarget", "True");
    boolean evicted = status != null && "Preempting".equals(status.getReason());
    return new Seen.SeenPod(
        pod.getMetadata().getName(),
        over,
        status == null ? null : scheduledAt(status),
        status == null ? null : trouble(status, phase),
        evicted || (disruption != null && !disruption.equals(BY_KUBELET)));
  }

  private static @Nullable Instant scheduledAt(PodStatus status) {
    return status.getConditions().stream()
        .filter(it -> "PodScheduled".equals(it.getType()) && "True".equals(it.getStatus()))
        .map(it -> it.getLastTransitionTime())
        .filter(Objects::nonNull)
        .map(Instant::parse)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String reasonOf(
      List<PodCondition> conditions, String type, String status) {
    return conditions.stream()
        .filter(it -> type.equals(it.getType()) && status.equals(it.getStatus()))
        .map(it -> Objects.requireNonNullElse(it.getReason(), ""))
        .findFirst()
        .orElse(null);
  }

  private static Seen.@Nullable Trouble trouble(PodStatus status, String phase) {
    if (phase.equals("Failed")) {
      return new Seen.Trouble(Seen.Trouble.Kind.ENDED, failure(status));
    }
    for (PodCondition condition : status.getConditions()) {
      if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
        return new Seen.Trouble(
            Seen.Trouble.Kind.UNSCHEDULABLE, said(condition.getReason(), condition.getMessage()));
      }
    }
    for (ContainerStatus container : status.getContainerStatuses()) {
      Seen.Trouble trouble = trouble(container.getState());
      if (trouble != null) {
        return trouble;
      }
    }
    return null;
  }

  private static Seen.@Nullable Trouble trouble(@Nullable ContainerState state) {
    if (state == null || state.getWaiting() == null || state.getWaiting().getReason() == null) {
      return null;
    }
    String reason = state.getWaiting().getReason();
    String said = said(reason, state.getWaiting().getMessage());
    if (IMAGE_REASONS.contains(reason)) {
      return new Seen.Trouble(Seen.Trouble.Kind.IMAGE, said);
    }
    return CONTAINER_REASONS.contains(reason)
        ? new Seen.Trouble(Seen.Trouble.Kind.CONTAINER, said)
        : null;
  }

  /// The pod's own reason (`Evicted`), or else its container's (`OOMKilled`, exit code 137).
  private static String failure(PodStatus status) {
    if (status.getReason() != null) {
      return said(status.getReason(), status.getMessage());
    }
    for (ContainerStatus container : status.getContainerStatuses()) {
      ContainerStateTerminated end =
          container.getState() == null ? null : container.getState().getTerminated();
      if (end != null) {
        return said(end.getReason(), "its container ended with exit code " + end.getExitCode());
      }
    }
    return "its pod failed";
  }

  private static String said(@Nullable String reason, @Nullable String message) {
    if (reason == null || reason.isBlank()) {
      return message == null || message.isBlank() ? "no reason was given" : message;
    }
    return message == null || message.isBlank() ? reason : reason + ": " + message;
  }
}
