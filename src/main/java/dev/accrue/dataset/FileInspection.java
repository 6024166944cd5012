package dev.accrue.dataset;

import dev.accrue.blob.BlobFile;
import dev.accrue.blob.BlobStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Looks into blobs of any format.
@Component
class FileInspection {

  private final Map<String, FileInspector> inspectors;
  private final BlobStore blobs;

  FileInspection(List<FileInspector> inspectors, BlobStore blobs) {
    this.inspectors =
        new TreeMap<>(
            inspectors.stream()
                .collect(Collectors.toMap(FileInspector::format, Function.identity())));
    this.blobs = blobs;
  }

  /// Who looks into files of this format.
  Optional<FileInspector> find(String format) {
    return Optional.ofNullable(inspectors.get(format));
  }

  /// The formats in words: `A or B`.
  String formats() {
    return String.join(" or ", inspectors.keySet());
  }

  /// What is in a blob.
  ///
  /// @throws IOException when it is no such file; the message goes on after "the file"
  FileContent inspect(FileInspector inspector, String sha256, String role) throws IOException {
    try (BlobFile copy = BlobFile.copy(blobs, sha256)) {
      return inspector.inspect(copy.path(), role);
    }
  }
}
