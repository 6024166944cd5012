package dev.accrue.training.data;

import dev.accrue.format.IdxArrays;
import dev.accrue.format.Limits;
import dev.accrue.format.NpyArrays;
import dev.accrue.format.NpzArrays;
import dev.accrue.format.NumericArray;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/// The arrays of a split by name, the features first where files have roles.
sealed interface ArrayFiles {

  /// The name of the only array of features where files have none.
  String FEATURES = "features";

  /// The name of the only array of targets.
  String TARGETS = "targets";

  /// Opens a split.
  Map<String, NumericArray> open(String split) throws IOException, InterruptedException;

  /// A pair of IDX files.
  record Idx(SplitFiles files) implements ArrayFiles {
    @Override
    public Map<String, NumericArray> open(String split) throws IOException, InterruptedException {
      return pair(files, split, IdxArrays::open);
    }
  }

  /// A pair of NPY files.
  record Npy(SplitFiles files) implements ArrayFiles {
    @Override
    public Map<String, NumericArray> open(String split) throws IOException, InterruptedException {
      return pair(files, split, NpyArrays::open);
    }
  }

  /// One NPZ archive.
  record Npz(SplitFiles files) implements ArrayFiles {
    @Override
    public Map<String, NumericArray> open(String split) throws IOException, InterruptedException {
      SplitFiles.Fetched file = files.fetch(split, "SAMPLES");
      return NpzArrays.open(
          file.path(),
          Files.createTempDirectory(files.work(), "arrays"),
          file.name(),
          Limits.STANDARD);
    }
  }

  /// Opens one file.
  @FunctionalInterface
  interface Reader {
    NumericArray open(java.nio.file.Path file, String name) throws IOException;
  }

  private static Map<String, NumericArray> pair(SplitFiles files, String split, Reader reader)
      throws IOException, InterruptedException {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    SplitFiles.Fetched features = files.fetch(split, "FEATURES");
    arrays.put(FEATURES, reader.open(features.path(), features.name()));
    SplitFiles.Fetched targets = files.fetch(split, "TARGETS");
    arrays.put(TARGETS, reader.open(targets.path(), targets.name()));
    return arrays;
  }
}
