package dev.accrue.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// Looks into the files of one format, in bounded memory.
interface FileInspector {

  /// Such as `IDX`.
  String format();

  /// The roles that each split's files have: all of them.
  Set<String> roles();

  /// What is in a file.
  ///
  /// @param role one of the roles
  /// @throws IOException when it is no such file; the message goes on after "the file"
  FileContent inspect(Path file, String role) throws IOException;
}
