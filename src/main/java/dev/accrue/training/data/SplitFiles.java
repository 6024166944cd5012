package dev.accrue.training.data;

import dev.accrue.api.worker.DatasetFile;
import dev.accrue.format.Format;
import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The files of a job's data set, fetched when they are asked for.
///
/// @param dataset its name, for messages
/// @param work a directory for what is made from them, kept as long as the job runs
record SplitFiles(String dataset, List<DatasetFile> files, SourceOpener.Blobs blobs, Path work) {

  /// A file of a split.
  ///
  /// @param path where its bytes are
  /// @param sha256 of its bytes
  /// @param name what to call it in messages
  record Fetched(Path path, String sha256, String name) {}

  /// The format of a split.
  Format format(String split) {
    String format =
        files.stream()
            .filter(file -> file.split().equals(split))
            .findFirst()
            .orElseThrow(() -> missing("split " + split))
            .format();
    try {
      return Format.valueOf(format);
    } catch (IllegalArgumentException e) {
      throw new TrainingRefusedException(
          "data set %s has the format %s, which this trainer does not know; upload it as one of %s"
              .formatted(dataset, format, List.of(Format.values())));
    }
  }

  /// Fetches the file that has this role.
  Fetched fetch(String split, String role) throws IOException, InterruptedException {
    DatasetFile file =
        files.stream()
            .filter(candidate -> candidate.split().equals(split) && candidate.role().equals(role))
            .findFirst()
            .orElseThrow(() -> missing("%s for split %s".formatted(role, split)));
    return new Fetched(
        blobs.fetch(file), file.sha256(), "the %s file of split %s".formatted(role, split));
  }

  private TrainingRefusedException missing(String what) {
    return new TrainingRefusedException("data set %s has no %s".formatted(dataset, what));
  }
}
