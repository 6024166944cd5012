package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.catalogue.DatasetPreview.FilePreview;
import java.util.List;

/// What was found in a file. Bounded whatever the file holds.
///
/// @param shape of the file's data, samples first
/// @param columns all of them
record FileContent(List<Long> shape, List<DatasetColumn> columns, FilePreview preview) {

  FileContent {
    shape = List.copyOf(shape);
    columns = List.copyOf(columns);
  }
}
