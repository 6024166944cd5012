package dev.accrue.dataset;

import dev.accrue.api.worker.DatasetFile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The catalogue: the data sets that come with Accrue, which every team may read, and each team's
/// own.
public interface Datasets {

  /// All data sets that at least one of the teams may read, by name.
  List<Dataset> findVisible(Collection<UUID> teamIds);

  /// A data set that the team may read. Its own comes before one of the same name that came with
  /// Accrue.
  Optional<Dataset> find(UUID teamId, String name);

  /// The files of some splits of the data set that a job has held since it was submitted, whatever
  /// its team has named alike since; empty when the job has ended.
  List<DatasetFile> findFiles(UUID jobId, Collection<String> splits);
}
