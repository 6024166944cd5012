package dev.accrue.training.data;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.format.DatasetInspection.Part;
import dev.accrue.format.Format;
import dev.accrue.format.Limits;
import dev.accrue.format.Table;
import dev.accrue.format.TableSummary;
import dev.accrue.format.Tables;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tables: what a column holds is found out over the whole training split, how it becomes features
/// is measured on the trained rows, and then a split is written once as binary numbers.
final class TableFormat extends SplitFormat<TableFormat.Rows> {

  private static final int MAX_FEATURES = 1 << 16;

  private final SplitFiles files;
  private final Format format;
  private final DataSpec data;
  private final List<WantedTarget> wanted;
  private final ElementType type;

  TableFormat(
      SplitFiles files, Format format, DataSpec data, List<WantedTarget> wanted, ElementType type) {
    this.files = files;
    this.format = format;
    this.data = data;
    this.wanted = wanted;
    this.type = type;
  }

  /// A split as read.
  record Rows(String split, Table table, TableSummary summary) {

    Part column(String name) {
      return summary.parts().stream()
          .filter(part -> part.name().equals(name))
          .findFirst()
          .orElseThrow(() ->
              new TrainingRefusedException(
                  "split %s has no column %s; it has %s".formatted(split, name, shown())));
    }

    private String shown() {
      List<String> names = table.columns();
      String first = String.join(", ", names.subList(0, Math.min(20, names.size())));
      return names.size() > 20 ? first + " and more" : first;
    }
  }

  /// Opens a split and looks at all of its columns.
  static Rows read(SplitFiles files, Format format, String split)
      throws IOException, InterruptedException {
    SplitFiles.Fetched file = files.fetch(split, "SAMPLES");
    Table table = Tables.open(file.path(), format, file.name(), Limits.STANDARD);
    TableSummary summary = TableSummary.of(table, Limits.STANDARD);
    if (summary.rows() < 1 || summary.rows() > Integer.MAX_VALUE) {
      throw new TrainingRefusedException(
          "split %s has %d rows, not 1 to 2147483647".formatted(split, summary.rows()));
    }
    return new Rows(split, table, summary);
  }

  @Override
  Rows read(String split) throws IOException, InterruptedException {
    return read(files, format, split);
  }

  @Override
  int size(Rows rows) {
    return (int) rows.summary().rows();
  }

  @Override
  Function<Rows, SampleSource> fit(Rows train, int[] rows) {
    List<String> targets = new ArrayList<>();
    for (WantedTarget target : wanted) {
      targets.add(train.column(named(target.name(), train)).name());
    }
    List<String> features = features(train, targets);
    TableEncoding encoding = measure(train, rows, features, targets);
    if (encoding.width() < 1 || encoding.width() > MAX_FEATURES) {
      throw new TrainingRefusedException(
          "the columns %s of split %s become %d features, not 1 to %d; name others in data.features"
              .formatted(features, train.split(), encoding.width(), MAX_FEATURES));
    }
    return shown -> {
      try {
        return TableSource.write(shown, encoding, type, files.work());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /// Without a name the column `target`, `label` or `class`, or else the last.
  static String named(@Nullable String name, Rows rows) {
    if (name != null) {
      return name;
    }
    List<String> columns = rows.table().columns();
    return List.of("target", "label", "class").stream()
        .filter(columns::contains)
        .findFirst()
        .orElse(columns.getLast());
  }

  private List<String> features(Rows train, List<String> targets) {
    List<String> named = data.features();
    if (named == null) {
      return train.table().columns().stream().filter(name -> !targets.contains(name)).toList();
    }
    for (String name : named) {
      if (targets.contains(train.column(name).name())) {
        throw new TrainingRefusedException(
            "column %s is a target and among data.features; leave it out of them".formatted(name));
      }
    }
    return named;
  }

  private TableEncoding measure(
      Rows train, int[] rows, List<String> features, List<String> targets) {
    List<String> columns = train.table().columns();
    List<@Nullable ColumnFit> fits = new ArrayList<>();
    for (String column : columns) {
      boolean used = features.contains(column) || targets.contains(column);
      fits.add(used ? new ColumnFit(train.column(column), train.split()) : null);
    }
    try {
      TrainedRows.read(
          train.table(),
          rows,
          values -> {
            for (int column = 0; column < values.length; column++) {
              ColumnFit fit = fits.get(column);
              if (fit != null) {
                fit.add(values[column], fit.isSmall());
              }
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<TableEncoding.Feature> encoded = new ArrayList<>();
    for (String feature : features) {
      int column = columns.indexOf(feature);
      encoded.add(new TableEncoding.Feature(feature, fit(fits, column).feature()));
    }
    List<TableEncoding.Target> predicted = new ArrayList<>();
    for (int target = 0; target < targets.size(); target++) {
      String name = targets.get(target);
      ColumnFit fit = fit(fits, columns.indexOf(name));
      predicted.add(new TableEncoding.Target(name, fit.target(wanted.get(target))));
    }
    return new TableEncoding(encoded, predicted);
  }

  private static ColumnFit fit(List<@Nullable ColumnFit> fits, int column) {
    ColumnFit fit = fits.get(column);
    if (fit == null) {
      throw new IllegalStateException("column %d was not measured".formatted(column));
    }
    return fit;
  }
}
