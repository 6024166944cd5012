package dev.accrue.dataset;

import dev.accrue.api.worker.DatasetFile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// The catalogue as it stands in PostgreSQL.
@Component
class Catalogue implements Datasets {

  /// The role of the files whose samples are counted; the others have as many.
  private static final Set<String> COUNTED = Set.of("FEATURES", "SAMPLES");

  private final CataloguedDatasets datasets;
  private final DatasetNames names;

  Catalogue(CataloguedDatasets datasets, DatasetNames names) {
    this.names = names;
    this.datasets = datasets;
  }

  @Override
  public List<Dataset> findVisible(Collection<UUID> teamIds) {
    return datasets.findVisible(teamIds).stream().map(Catalogue::dataset).toList();
  }

  @Override
  public Optional<Dataset> find(UUID teamId, String name) {
    return datasets.findVisible(teamId, name).stream().findFirst().map(Catalogue::dataset);
  }

  @Override
  public List<DatasetFile> findFiles(UUID jobId, Collection<String> splits) {
    return names.findHeld(jobId).flatMap(datasets::findWithFiles).stream()
        .flatMap(dataset -> files(dataset, splits))
        .toList();
  }

  private static Stream<DatasetFile> files(CataloguedDataset dataset, Collection<String> splits) {
    return dataset.files().stream()
        .filter(file -> splits.contains(file.split()))
        .map(file ->
            new DatasetFile(
                file.split(),
                file.role(),
                dataset.format(),
                file.shape(),
                file.sizeBytes(),
                file.sha256()));
  }

  private static Dataset dataset(CataloguedDataset dataset) {
    return new Dataset(
        dataset.teamId().orElse(null),
        dataset.name(),
        dataset.description(),
        dataset.format(),
        dataset.files().stream()
            .filter(file -> COUNTED.contains(file.role()))
            .map(file -> new Dataset.Split(file.split(), file.samples(), file.sampleShape()))
            .toList());
  }
}
