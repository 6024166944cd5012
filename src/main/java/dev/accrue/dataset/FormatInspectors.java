package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.catalogue.DatasetPreview.FilePreview;
import dev.accrue.format.DatasetInspection;
import dev.accrue.format.Format;
import dev.accrue.format.FormatException;
import dev.accrue.format.Inspector;
import dev.accrue.format.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Formats that the readers of `dev.accrue.format` look into: arrays in a file each, and files that
/// hold features and targets together, under names.
@Configuration(proxyBeanMethods = false)
class FormatInspectors {

  private static final Set<String> IN_A_FILE_EACH = Set.of("FEATURES", "TARGETS");
  private static final int PREVIEW_COLUMNS = 100;
  private static final Set<String> TOGETHER = Set.of("SAMPLES");

  private record Whole(Format kind, Set<String> roles) implements FileInspector {

    @Override
    public String format() {
      return kind.name();
    }

    @Override
    public FileContent inspect(Path file, String role) throws IOException {
      try {
        DatasetInspection inspection = Inspector.inspect(file, kind, Limits.STANDARD);
        List<Long> shape = new ArrayList<>(List.of(inspection.samples()));
        shape.addAll(inspection.sampleShape());
        List<DatasetColumn> columns =
            ColumnStatistics.of(
                roles.size() > 1 ? named(inspection.parts(), role) : inspection.parts());
        return new FileContent(shape, columns, preview(file, role, inspection, columns));
      } catch (FormatException e) {
        throw new IOException("cannot be read: " + e.reason(), e);
      }
    }

    /// The only array of a file is called by its role, as in specs.
    private static List<DatasetInspection.Part> named(
        List<DatasetInspection.Part> parts, String role) {
      return parts.stream().map(part -> part.named(role.toLowerCase(Locale.ROOT))).toList();
    }

    private FilePreview preview(
        Path file, String role, DatasetInspection inspection, List<DatasetColumn> columns)
        throws IOException {
      return new FilePreview(
          role,
          columns.stream().limit(PREVIEW_COLUMNS).map(DatasetColumn::name).toList(),
          inspection.preview().stream().map(Whole::row).toList(),
          Thumbnails.of(file, kind, inspection));
    }

    private static List<String> row(List<@Nullable String> values) {
      return values.stream()
          .limit(PREVIEW_COLUMNS)
          .map(value -> value == null ? "" : ColumnStatistics.storable(value))
          .toList();
    }
  }

  @Bean
  FileInspector idxInspector() {
    return new Whole(Format.IDX, IN_A_FILE_EACH);
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
  FileInspector parquetInspector() {
    return new Whole(Format.PARQUET, TOGETHER);
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
