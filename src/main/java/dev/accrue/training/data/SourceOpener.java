package dev.accrue.training.data;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.StandardizedTargets;
import dev.accrue.api.worker.DatasetFile;
import dev.accrue.format.Format;
import dev.accrue.format.FormatException;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Opens what a job trains on, whatever its format.
public final class SourceOpener {

  private static final Set<Format> TABLES =
      EnumSet.of(Format.CSV, Format.JSON_LINES, Format.PARQUET);

  private SourceOpener() {}

  /// Where the bytes of files come from.
  @FunctionalInterface
  public interface Blobs {

    /// A file with these bytes; waits for it.
    Path fetch(DatasetFile file) throws IOException, InterruptedException;
  }

  /// The samples of both splits, as the spec's `data` and its tasks' targets want them.
  ///
  /// @param work an existing directory for what is made from the files, such as tables in binary
  /// @throws TrainingRefusedException when the files are not what they should be, or do not have
  ///   what the spec names
  public static TrainingData open(JobSpec job, List<DatasetFile> files, Blobs blobs, Path work)
      throws IOException, InterruptedException {
    SplitFiles all = new SplitFiles(job.data().dataset(), files, blobs, work);
    try {
      TrainingData data = format(job, all).open(job.data(), job.training().seed());
      requireNumbers(job, data.train());
      return data;
    } catch (FormatException e) {
      throw new TrainingRefusedException(String.valueOf(e.getMessage()));
    }
  }

  /// What was to be standardised must not be trained on as it is without a word.
  private static void requireNumbers(JobSpec job, SampleSource train) {
    boolean numbers =
        train.targets().stream().anyMatch(target -> target.kind() == TargetLayout.Kind.REAL);
    if (Boolean.TRUE.equals(job.data().standardizeTarget()) && !numbers) {
      throw new TrainingRefusedException(
          "data.standardizeTarget has nothing to standardise, since no target of data set %s holds numbers; remove it"
              .formatted(job.data().dataset()));
    }
  }

  private static SplitFormat<?> format(JobSpec job, SplitFiles files) {
    StandardizedTargets.refusal(job.data(), job.training())
        .ifPresent(message -> {
          throw new TrainingRefusedException(
              "data.standardizeTarget %s; %s".formatted(message, StandardizedTargets.FIX));
        });
    List<WantedTarget> targets = WantedTarget.of(job);
    ElementType type = ElementType.of(job.training().precision());
    Format format = files.format(job.data().trainSplit());
    if (Boolean.TRUE.equals(job.data().standardizeTarget()) && !TABLES.contains(format)) {
      throw new TrainingRefusedException(
          "data.standardizeTarget is for tables, and data set %s is %s; remove it"
              .formatted(job.data().dataset(), format));
    }
    return switch (format) {
      case IDX -> new ArrayFormat(new ArrayFiles.Idx(files), job, targets, type);
      case NPY -> new ArrayFormat(new ArrayFiles.Npy(files), job, targets, type);
      case NPZ -> new ArrayFormat(new ArrayFiles.Npz(files), job, targets, type);
      case TEXT -> new TextFormat(files, job.data(), targets.size());
      case CSV, JSON_LINES, PARQUET ->
          job.data().text() == null
              ? new TableFormat(files, format, job.data(), targets, type)
              : new DocumentFormat(files, format, job.data(), targets, type);
      case IMAGES_ZIP -> new ImageFormat(files, job.data(), targets.size(), type);
    };
  }
}
