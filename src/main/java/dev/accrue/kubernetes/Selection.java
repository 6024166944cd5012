package dev.accrue.kubernetes;

import java.util.Map;
import java.util.TreeMap;

/// The two halves of a spec's selector: labels with a slash in their names, such as
/// `topology.kubernetes.io/zone`, are the nodes', and the cluster looks after them; all others are
/// those of pools.
///
/// @param labels that the pool must have
/// @param nodeLabels that the pod's node must have
record Selection(Map<String, String> labels, Map<String, String> nodeLabels) {

  static Selection of(Map<String, String> selector) {
    Map<String, String> labels = new TreeMap<>();
    Map<String, String> nodeLabels = new TreeMap<>();
    selector.forEach((key, value) -> (key.contains("/") ? nodeLabels : labels).put(key, value));
    return new Selection(labels, nodeLabels);
  }
}
