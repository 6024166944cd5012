package dev.accrue.dataset;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/// IDX: features and targets in a file each.
@Component
class IdxInspector implements FileInspector {

  @Override
  public String format() {
    return "IDX";
  }

  @Override
  public Set<String> roles() {
    return Set.of("FEATURES", "TARGETS");
  }

  @Override
  public List<Long> shape(Path file) throws IOException {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
      IdxHeader header = IdxHeader.read(stream);
      long sizeBytes = Files.size(file);
      if (sizeBytes != header.fileBytes()) {
        throw new IOException(
            "is %d bytes long, not %d as its header says".formatted(sizeBytes, header.fileBytes()));
      }
      return header.shape();
    } catch (EOFException e) {
      throw new IOException("ends within its header", e);
    } catch (ArithmeticException e) {
      throw new IOException("has extents that no file can hold", e);
    }
  }
}
