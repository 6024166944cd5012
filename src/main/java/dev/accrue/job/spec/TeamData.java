package dev.accrue.job.spec;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.dataset.Dataset;
import dev.accrue.dataset.SplitSchema;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/// What of a team's a spec may name.
@FunctionalInterface
public interface TeamData {

  /// The data set of this name that this team may read.
  ///
  /// @param team one of the teams that the reader was told about
  Optional<Dataset> find(String team, String dataset);

  /// What the columns of a split of this data set hold; empty where nobody knows.
  default Optional<SplitSchema> findSchema(String team, String dataset, String split) {
    return Optional.empty();
  }

  /// The uploaded model of this name of this team.
  default Optional<ModelFile> findModel(String team, String model) {
    return Optional.empty();
  }

  /// The state of this job of this team.
  default Optional<JobState> findJob(String team, UUID job) {
    return Optional.empty();
  }

  /// Whether a job of this team has this checkpoint.
  default boolean hasCheckpoint(String team, UUID checkpoint) {
    return false;
  }

  /// Which of these names this team has no secret of.
  default Set<String> findMissingSecrets(String team, Collection<String> names) {
    return Set.copyOf(names);
  }

  /// How many bytes this team's checkpoints may take; empty where they have no limit.
  default OptionalLong findCheckpointBytesLimit(String team) {
    return OptionalLong.empty();
  }
}
