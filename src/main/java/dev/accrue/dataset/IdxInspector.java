package dev.accrue.dataset;

import dev.accrue.format.FormatException;
import dev.accrue.format.IdxArrays;
import java.io.IOException;
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
    try {
      return IdxArrays.open(file, "the file").shape();
    } catch (FormatException e) {
      throw new IOException("cannot be read: " + e.reason(), e);
    }
  }
}
