package dev.accrue.dataset;

import dev.accrue.team.Caller;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The data sets that the caller's teams may train on.
@RestController
@RequestMapping(path = "/api/v1/datasets", produces = MediaType.APPLICATION_JSON_VALUE)
class DatasetController {

  private final Datasets datasets;

  DatasetController(Datasets datasets) {
    this.datasets = datasets;
  }

  /// @param shape of one sample
  record SplitView(String name, long samples, List<Long> shape) {}

  record DatasetView(String name, String description, String format, List<SplitView> splits) {}

  /// All data sets, by name.
  @GetMapping
  List<DatasetView> datasets(Caller caller) {
    return datasets.findVisible(caller.teamIds()).stream().map(DatasetController::view).toList();
  }

  private static DatasetView view(Dataset dataset) {
    return new DatasetView(
        dataset.name(),
        dataset.description(),
        dataset.format(),
        dataset.splits().stream()
            .map(split -> new SplitView(split.name(), split.samples(), split.sampleShape()))
            .toList());
  }
}
