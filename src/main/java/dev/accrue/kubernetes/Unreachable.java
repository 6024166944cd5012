package dev.accrue.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;

/// What is said of a cluster whose API server does not do what it is asked.
final class Unreachable {

  private static final int MOST_CHARACTERS = 500;

  private Unreachable() {}

  /// It does not answer, or not now.
  static Step note(KubernetesClientException e) {
    String reason =
        "the cluster's API server does not answer as it should (%s)".formatted(words(e));
    return new Step.Note("CLUSTER_UNREACHABLE", reason);
  }

  /// It says no.
  static Step refused(KubernetesClientException e) {
    String reason = "the cluster refuses its Kubernetes Job (%s)".formatted(words(e));
    return new Step.Note("CLUSTER_REFUSED", reason);
  }

  private static String words(KubernetesClientException e) {
    String message =
        e.getStatus() != null && e.getStatus().getMessage() != null
            ? e.getStatus().getMessage()
            : String.valueOf(e.getMessage());
    return message.substring(0, Math.min(message.length(), MOST_CHARACTERS));
  }
}
