package dev.accrue.model;

import dev.accrue.api.catalogue.CreateModel;
import dev.accrue.api.catalogue.ModelTensors;
import dev.accrue.api.catalogue.ModelView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.List;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Models over HTTP.
@RestController
@RequestMapping(path = "/api/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
class ModelController {

  private final ModelCatalogue models;

  ModelController(ModelCatalogue models) {
    this.models = models;
  }

  /// Makes a complete upload a model. The same request sent again with the same `Idempotency-Key`
  /// is answered with 200.
  @ApiResponse(responseCode = "201", description = "The new model")
  @ApiResponse(responseCode = "200", description = "The model that was made before")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ModelView> createModel(
      @RequestBody @Valid CreateModel request,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Pattern(regexp = "[!-~]{1,200}", message = "is not 1 to 200 visible ASCII characters")
          @Nullable String idempotencyKey,
      Caller caller) {
    ModelCatalogue.Outcome outcome = models.create(caller, request, idempotencyKey);
    ModelView model = outcome.model();
    return ResponseEntity.status(outcome.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/v1/models/%s/%s".formatted(model.team(), model.name())))
        .body(model);
  }

  /// The models of the caller's teams, by team and name.
  @Sparse
  @Sorted({"team", "name", "kind", "sizeBytes", "createdAt"})
  @GetMapping
  List<ModelView> models(Caller caller) {
    return models.list(caller);
  }

  /// A model.
  @Tagged
  @GetMapping("/{team}/{name}")
  ModelView model(@PathVariable String team, @PathVariable String name, Caller caller) {
    return models.fetch(caller, team, name);
  }

  /// What a model's file says that it holds, in the order of the file. Nothing of it is executed.
  @GetMapping("/{team}/{name}/tensors")
  ModelTensors modelTensors(
      @PathVariable String team,
      @PathVariable String name,
      @RequestParam(defaultValue = "0") @Min(0) int offset,
      @RequestParam(defaultValue = "200") @Min(1) @Max(500) int limit,
      Caller caller) {
    return models.fetchTensors(caller, team, name, offset, limit);
  }

  /// Deletes a model that no job which has not ended names.
  @Tagged
  @DeleteMapping("/{team}/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteModel(
      @PathVariable String team,
      @PathVariable String name,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    models.delete(caller, team, name, ifMatch);
  }
}
