package dev.accrue.scheduling.plan;

import java.util.Map;
import java.util.UUID;

/// A machine with devices.
///
/// @param draining gets nothing more
public record Worker(UUID id, String name, Map<String, String> labels, boolean draining) {

  public Worker {
    labels = Map.copyOf(labels);
  }
}
