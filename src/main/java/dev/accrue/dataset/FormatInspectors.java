package dev.accrue.dataset;

import dev.accrue.format.DatasetInspection;
import dev.accrue.format.Format;
import dev.accrue.format.FormatException;
import dev.accrue.format.Inspector;
import dev.accrue.format.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Formats that the readers of `dev.accrue.format` look into: arrays in a file each, and files that
/// hold features and targets together, under names.
@Configuration(proxyBeanMethods = false)
class FormatInspectors {

  private static final Set<String> IN_A_FILE_EACH = Set.of("FEATURES", "TARGETS");
  private static final Set<String> TOGETHER = Set.of("SAMPLES");

  private record Whole(Format kind, Set<String> roles) implements FileInspector {

    @Override
    public String format() {
      return kind.name();
    }

    @Override
    public List<Long> shape(Path file) throws IOException {
      try {
        DatasetInspection inspection = Inspector.inspect(file, kind, Limits.STANDARD);
        List<Long> shape = new ArrayList<>(List.of(inspection.samples()));
        shape.addAll(inspection.sampleShape());
        return shape;
      } catch (FormatException e) {
        throw new IOException("cannot be read: " + e.reason(), e);
      }
    }
  }

  @Bean
  FileInspector npyInspector() {
    return new Whole(Format.NPY, IN_A_FILE_EACH);
  }

  @Bean
  FileInspector npzInspector() {
    return new Whole(Format.NPZ, TOGETHER);
  }

  /// Its samples are its bytes; how many of them make one that is trained on, the spec says.
  @Bean
  FileInspector textInspector() {
    return new Whole(Format.TEXT, TOGETHER);
  }

  @Bean
  FileInspector csvInspector() {
    return new Whole(Format.CSV, TOGETHER);
  }

  @Bean
  FileInspector jsonLinesInspector() {
    return new Whole(Format.JSON_LINES, TOGETHER);
  }

  @Bean
  FileInspector imagesInspector() {
    return new Whole(Format.IMAGES_ZIP, TOGETHER);
  }
}
