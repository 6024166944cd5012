package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.catalogue.DatasetPreview;
import dev.accrue.api.catalogue.DatasetPreview.FilePreview;
import dev.accrue.api.catalogue.DatasetStatistics;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What is in the data sets that the caller's teams may train on.
@RestController
@RequestMapping(
    path = "/api/v1/datasets/{team}/{name}",
    produces = MediaType.APPLICATION_JSON_VALUE)
class ContentController {

  private final Datasets datasets;
  private final ContentTables tables;

  ContentController(Datasets datasets, ContentTables tables) {
    this.datasets = datasets;
    this.tables = tables;
  }

  /// The columns of a split and what they hold, `limit` of them from the one at `offset`.
  @GetMapping("/statistics")
  DatasetStatistics datasetStatistics(
      @PathVariable String team,
      @PathVariable String name,
      @RequestParam(defaultValue = "train") String split,
      @RequestParam(defaultValue = "0") @Min(0) int offset,
      @RequestParam(defaultValue = "200") @Min(1) @Max(500) int limit,
      Caller caller) {
    UUID teamId = requireSplit(caller, team, name, split);
    List<DatasetColumn> columns =
        tables.findSchema(teamId, name, split).map(SplitSchema::columns).orElse(List.of());
    return new DatasetStatistics(
        split,
        !columns.isEmpty(),
        columns.size(),
        columns.stream().skip(offset).limit(limit).toList());
  }

  /// The first samples of a split.
  @GetMapping("/preview")
  DatasetPreview datasetPreview(
      @PathVariable String team,
      @PathVariable String name,
      @RequestParam(defaultValue = "train") String split,
      Caller caller) {
    UUID teamId = requireSplit(caller, team, name, split);
    List<FilePreview> files = tables.findPreviews(teamId, name, split);
    return new DatasetPreview(split, !files.isEmpty(), files);
  }

  /// @return the team's id
  private UUID requireSplit(Caller caller, String team, String name, String split) {
    UUID teamId =
        caller.findMembership(team).map(Membership::teamId).orElseThrow(() -> notFound(team, name));
    Dataset dataset = datasets.find(teamId, name).orElseThrow(() -> notFound(team, name));
    if (dataset.findSplit(split).isEmpty()) {
      String fix =
          "write one of "
              + String.join(", ", dataset.splits().stream().map(Dataset.Split::name).toList());
      String message = "%s has no such split".formatted(name);
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "split: %s; %s".formatted(message, fix),
          List.of(new Violation("split", Shortened.of(split), message, fix)));
    }
    return teamId;
  }

  private static ProblemException notFound(String team, String name) {
    return new ProblemException(
        ProblemCode.NOT_FOUND,
        "there is no data set %s/%s among those of your teams".formatted(team, name));
  }
}
