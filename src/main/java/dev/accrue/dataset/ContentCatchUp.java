package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.catalogue.DatasetPreview.FilePreview;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Looks into the files of data sets that were named before anybody did: those that come with
/// Accrue, whose import should be quick, and those of older versions. Any number of servers may do
/// it at once.
@Component
class ContentCatchUp {

  private static final Logger LOG = LoggerFactory.getLogger(ContentCatchUp.class);

  private final ContentTables tables;
  private final FileInspection files;

  ContentCatchUp(ContentTables tables, FileInspection files) {
    this.tables = tables;
    this.files = files;
  }

  @Scheduled(
      fixedDelayString = "${accrue.dataset.catch-up-interval:10m}",
      initialDelayString = "${accrue.dataset.catch-up-delay:5s}")
  void catchUp() {
    for (Optional<ContentTables.Unknown> next = tables.findUnknown();
        next.isPresent();
        next = tables.findUnknown()) {
      inspect(next.get());
    }
  }

  /// What cannot be read is not tried again.
  private void inspect(ContentTables.Unknown file) {
    List<DatasetColumn> columns = List.of();
    FilePreview preview = new FilePreview(file.role(), List.of(), List.of(), List.of());
    try {
      FileInspector inspector =
          files
              .find(file.format())
              .orElseThrow(() -> new IOException("has the unknown format " + file.format()));
      FileContent content = files.inspect(inspector, file.sha256(), file.role());
      columns = content.columns();
      preview = content.preview();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Could not look into {}/{} of the data set {}: jobs on it are checked when they run",
          file.split(),
          file.role(),
          file.name(),
          e);
    }
    tables.insert(file.datasetId(), file.split(), file.role(), columns, preview);
  }
}
