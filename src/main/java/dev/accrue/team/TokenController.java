package dev.accrue.team;

import dev.accrue.api.team.CreateServiceToken;
import dev.accrue.api.team.CreateToken;
import dev.accrue.api.team.CreatedToken;
import dev.accrue.api.team.TokenPage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Tokens of people and of the services of teams.
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class TokenController {

  private final ApiTokens tokens;

  TokenController(ApiTokens tokens) {
    this.tokens = tokens;
  }

  /// The caller's tokens, the newest first.
  @GetMapping("/tokens")
  TokenPage tokens(
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return tokens.list(caller, cursor, limit);
  }

  /// Makes a token with which a program acts as the caller. Its secret is shown once.
  @PostMapping(path = "/tokens", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  CreatedToken createToken(@RequestBody @Valid CreateToken token, Caller caller) {
    return tokens.create(caller, token);
  }

  /// Revokes a token of the caller's.
  @DeleteMapping("/tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revokeToken(@PathVariable UUID id, Caller caller) {
    tokens.revoke(caller, id);
  }

  /// Tokens of the team's services, the newest first; for maintainers and administrators.
  @GetMapping("/teams/{team}/service-tokens")
  TokenPage serviceTokens(
      @PathVariable String team,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return tokens.listOfServices(caller, team, cursor, limit);
  }

  /// Makes a token for a service of the team. Its secret is shown once. For maintainers and
  /// administrators.
  @PostMapping(path = "/teams/{team}/service-tokens", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  CreatedToken createServiceToken(
      @PathVariable String team, @RequestBody @Valid CreateServiceToken token, Caller caller) {
    return tokens.createOfService(caller, team, token);
  }

  /// Revokes a token of one of the team's services; for maintainers and administrators.
  @DeleteMapping("/teams/{team}/service-tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revokeServiceToken(@PathVariable String team, @PathVariable UUID id, Caller caller) {
    tokens.revokeOfService(caller, team, id);
  }
}
