package dev.accrue.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Looks into the files of one format, without loading what it does not need.
interface FileInspector {

  /// Such as `IDX`.
  String format();

  /// The roles that each split's files have: all of them.
  Set<String> roles();

  /// The shape of a file's data, samples first.
  ///
  /// @throws IOException when it is no such file; the message goes on after "the file"
  List<Long> shape(Path file) throws IOException;
}
