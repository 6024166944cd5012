package dev.accrue.dataset;

import dev.accrue.api.catalogue.CreateDataset;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.EntityTags;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import dev.accrue.team.Writers;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The data sets that the caller's teams may train on.
@RestController
@RequestMapping(path = "/api/v1/datasets", produces = MediaType.APPLICATION_JSON_VALUE)
class DatasetController {

  private final Datasets datasets;
  private final DatasetCreation creation;
  private final DatasetNames names;
  private final EntityTags tags;

  DatasetController(
      Datasets datasets, DatasetCreation creation, DatasetNames names, EntityTags tags) {
    this.datasets = datasets;
    this.creation = creation;
    this.names = names;
    this.tags = tags;
  }

  /// @param shape of one sample
  record SplitView(String name, long samples, List<Long> shape) {}

  /// @param team whose it is, and who may delete it; null for one that came with Accrue
  record DatasetView(
      @Nullable String team,
      String name,
      String description,
      String format,
      List<SplitView> splits) {}

  /// All data sets, by name.
  @Sparse
  @Sorted({"name", "format"})
  @GetMapping
  List<DatasetView> datasets(Caller caller) {
    return datasets.findVisible(caller.teamIds()).stream()
        .map(dataset -> view(dataset, caller))
        .toList();
  }

  /// The data set of this name that the team may train on: its own, or one that came with Accrue.
  @Tagged
  @GetMapping("/{team}/{name}")
  DatasetView dataset(@PathVariable String team, @PathVariable String name, Caller caller) {
    return caller
        .findMembership(team)
        .flatMap(membership -> datasets.find(membership.teamId(), name))
        .map(dataset -> view(dataset, caller))
        .orElseThrow(() -> notFound(team, name));
  }

  /// Makes complete uploads a data set. The same request sent again with the same `Idempotency-Key`
  /// is answered with 200.
  @ApiResponse(responseCode = "201", description = "The new data set")
  @ApiResponse(responseCode = "200", description = "The data set that was made before")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<DatasetView> createDataset(
      @RequestBody @Valid CreateDataset request,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Pattern(regexp = "[!-~]{1,200}", message = "is not 1 to 200 visible ASCII characters")
          @Nullable String idempotencyKey,
      Caller caller) {
    boolean created = creation.create(caller, request, idempotencyKey);
    return ResponseEntity.status(created ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/v1/datasets/%s/%s".formatted(request.team(), request.name())))
        .body(dataset(request.team(), request.name(), caller));
  }

  /// Deletes a team's own data set that no job which has not ended trains on.
  @Tagged
  @DeleteMapping("/{team}/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteDataset(
      @PathVariable String team,
      @PathVariable String name,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    UUID teamId = caller.findMembership(team).orElseThrow(() -> notFound(team, name)).teamId();
    if (!names.exists(teamId, name)) {
      throw notFound(team, name);
    }
    Writers.require(caller, team);
    Runnable condition = () -> tags.require(ifMatch, () -> dataset(team, name, caller));
    if (!names.deleteUnused(teamId, name, condition) && names.exists(teamId, name)) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "a job that has not ended trains on %s; wait for it, or cancel it".formatted(name));
    }
  }

  private static ProblemException notFound(String team, String name) {
    return new ProblemException(
        ProblemCode.NOT_FOUND,
        "there is no data set %s/%s among those of your teams".formatted(team, name));
  }

  private static @Nullable String team(Dataset dataset, Caller caller) {
    UUID teamId = dataset.teamId();
    return teamId == null
        ? null
        : caller.findMembership(teamId).map(Membership::team).orElseThrow();
  }

  private static DatasetView view(Dataset dataset, Caller caller) {
    return new DatasetView(
        team(dataset, caller),
        dataset.name(),
        dataset.description(),
        dataset.format(),
        dataset.splits().stream()
            .map(split -> new SplitView(split.name(), split.samples(), split.sampleShape()))
            .toList());
  }
}
