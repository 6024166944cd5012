package dev.accrue.scheduling;

import java.util.List;

/// What a tick is to do.
record Plan(List<Placement> placements) {

  Plan {
    placements = List.copyOf(placements);
  }
}
