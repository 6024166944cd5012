package dev.accrue.secret;

import dev.accrue.api.team.ChangeSecret;
import dev.accrue.api.team.SecretView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.team.Caller;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Secrets of teams over HTTP.
@RestController
@RequestMapping(path = "/api/v1/teams/{team}/secrets", produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController {

  private final SecretChanges changes;

  SecretController(SecretChanges changes) {
    this.changes = changes;
  }

  /// The team's secrets by name, at most 100; their values are never shown.
  @Sparse
  @Sorted({"name", "changedBy", "changedAt", "lastUsedAt"})
  @GetMapping
  List<SecretView> secrets(@PathVariable String team, Caller caller) {
    return changes.list(caller, team);
  }

  /// Makes a secret or gives it another value; for maintainers and administrators. Attempts that
  /// begin after it get the new value.
  @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
  SecretView putSecret(
      @PathVariable String team,
      @PathVariable String name,
      @RequestBody @Valid ChangeSecret change,
      Caller caller) {
    return changes.put(caller, team, name, change.value());
  }

  /// Deletes a secret; for maintainers and administrators. Jobs that name it fail at their next
  /// attempt.
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteSecret(@PathVariable String team, @PathVariable String name, Caller caller) {
    changes.delete(caller, team, name);
  }
}
