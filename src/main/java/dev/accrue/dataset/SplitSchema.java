package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetColumn;
import java.util.List;
import java.util.Optional;

/// The columns or arrays of a split that was looked into.
///
/// @param format of the data set, such as `CSV`
/// @param columns in the order of the file; of the files of features and targets, features first
public record SplitSchema(String format, List<DatasetColumn> columns) {

  public SplitSchema {
    columns = List.copyOf(columns);
  }

  /// The column of this name.
  public Optional<DatasetColumn> find(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /// The names of all columns.
  public List<String> names() {
    return columns.stream().map(DatasetColumn::name).toList();
  }
}
