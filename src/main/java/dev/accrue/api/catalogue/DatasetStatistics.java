package dev.accrue.api.catalogue;

import java.util.List;

/// What the columns or arrays of a split hold.
///
/// @param inspected false for a data set that nobody has looked into yet
/// @param totalColumns of the split, however many are shown
/// @param columns in the order of the file, from the one that was asked for
public record DatasetStatistics(
    String split, boolean inspected, int totalColumns, List<DatasetColumn> columns) {

  public DatasetStatistics {
    columns = List.copyOf(columns);
  }
}
