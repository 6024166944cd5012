package dev.accrue.dataset;

import dev.accrue.api.worker.DatasetFile;
import dev.accrue.dataset.DatasetTables.FileRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// The catalogue as it stands in PostgreSQL.
@Component
class Catalogue implements Datasets {

  private static final String FEATURES = "FEATURES";

  private final DatasetTables tables;

  Catalogue(DatasetTables tables) {
    this.tables = tables;
  }

  @Override
  public List<Dataset> findVisible(Collection<UUID> teamIds) {
    return byDataset(tables.findFiles(teamIds, null)).values().stream()
        .map(Catalogue::dataset)
        .toList();
  }

  @Override
  public Optional<Dataset> find(UUID teamId, String name) {
    return findRows(teamId, name).map(Catalogue::dataset);
  }

  @Override
  public List<DatasetFile> findFiles(UUID teamId, String name, Collection<String> splits) {
    return findRows(teamId, name).stream()
        .flatMap(List::stream)
        .filter(row -> splits.contains(row.split()))
        .map(row ->
            new DatasetFile(
                row.split(), row.role(), row.format(), row.shape(), row.sizeBytes(), row.sha256()))
        .toList();
  }

  private Optional<List<FileRow>> findRows(UUID teamId, String name) {
    return byDataset(tables.findFiles(List.of(teamId), name)).values().stream().findFirst();
  }

  /// In the order of the rows, where a team's own data sets come first.
  private static Map<UUID, List<FileRow>> byDataset(List<FileRow> rows) {
    Map<UUID, List<FileRow>> files = new LinkedHashMap<>();
    for (FileRow row : rows) {
      files.computeIfAbsent(row.datasetId(), _ -> new ArrayList<>()).add(row);
    }
    return files;
  }

  private static Dataset dataset(List<FileRow> files) {
    FileRow any = files.getFirst();
    return new Dataset(
        any.dataset(),
        any.description(),
        any.format(),
        files.stream()
            .filter(file -> file.role().equals(FEATURES))
            .map(file -> new Dataset.Split(file.split(), file.samples(), file.sampleShape()))
            .toList());
  }
}
