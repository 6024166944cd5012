package dev.accrue.training.data;

import dev.accrue.format.FormatException;
import dev.accrue.format.IdxArrays;
import dev.accrue.format.NumericArray;
import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.nio.file.Path;

/// IDX files as the trainer takes them: one that is not valid ends the job.
public final class IdxFile {

  private IdxFile() {}

  /// Opens a file and checks that its header is true.
  ///
  /// @param name what to call the file in messages
  /// @throws TrainingRefusedException when the content is not an IDX array
  public static NumericArray open(Path file, String name) throws IOException {
    try {
      return IdxArrays.open(file, name);
    } catch (FormatException e) {
      throw new TrainingRefusedException(String.valueOf(e.getMessage()));
    }
  }
}
