package dev.accrue.job.spec;

import dev.accrue.dataset.Dataset;
import java.util.Optional;

/// The data sets that a team may train on.
@FunctionalInterface
public interface TeamData {

  /// The data set of this name that this team may read.
  ///
  /// @param team one of the teams that the reader was told about
  Optional<Dataset> find(String team, String dataset);
}
