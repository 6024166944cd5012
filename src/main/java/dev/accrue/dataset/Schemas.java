package dev.accrue.dataset;

import java.util.Optional;
import java.util.UUID;

/// What the columns of data sets hold.
public interface Schemas {

  /// The schema of a split of a data set that the team may read, its own before one of the same
  /// name that came with Accrue; empty when there is none or nobody has looked into it yet.
  Optional<SplitSchema> findSchema(UUID teamId, String dataset, String split);
}
