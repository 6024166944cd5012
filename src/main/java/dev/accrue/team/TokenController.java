package dev.accrue.team;

import dev.accrue.api.team.CreateServiceToken;
import dev.accrue.api.team.CreateToken;
import dev.accrue.api.team.CreatedToken;
import dev.accrue.api.team.TokenPage;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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

/// Tokens of people and of the services of teams.
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class TokenController {

  private final ApiTokens tokens;
  private final FirstAnswers answers;

  TokenController(ApiTokens tokens, FirstAnswers answers) {
    this.tokens = tokens;
    this.answers = answers;
  }

  /// The caller's tokens, the newest first.
  @Sparse
  @Sorted({"createdAt", "name", "expiresAt", "lastUsedAt", "revokedAt"})
  @GetMapping("/tokens")
  TokenPage tokens(
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return tokens.list(caller, ApiTokenStore.KEYS_OF_OWN.page(sort, cursor, limit));
  }

  /// Makes a token with which a program acts as the caller. Its secret is shown once, and again to
  /// the same request with the same `Idempotency-Key`.
  @PostMapping(path = "/tokens", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  CreatedToken createToken(
      @RequestBody @Valid CreateToken token,
      @RequestHeader(name = FirstAnswers.HEADER, required = false)
          @Pattern(regexp = FirstAnswers.RANDOM_KEY, message = FirstAnswers.RANDOM_KEY_MESSAGE)
          @Nullable String idempotencyKey,
      Caller caller) {
    return answers.once(
        new FirstAnswers.Request(caller, idempotencyKey, "createToken", token),
        CreatedToken.class,
        () -> tokens.create(caller, token));
  }

  /// Revokes a token of the caller's.
  @DeleteMapping("/tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revokeToken(@PathVariable UUID id, Caller caller) {
    tokens.revoke(caller, id);
  }

  /// Tokens of the team's services, the newest first; for maintainers and administrators.
  @Sparse
  @Sorted({"createdAt", "name", "user", "expiresAt", "lastUsedAt", "revokedAt"})
  @GetMapping("/teams/{team}/service-tokens")
  TokenPage serviceTokens(
      @PathVariable String team,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return tokens.listOfServices(
        caller, team, ApiTokenStore.KEYS_OF_SERVICES.page(sort, cursor, limit));
  }

  /// Makes a token for a service of the team. Its secret is shown once, and again to the same
  /// request with the same `Idempotency-Key`. For maintainers and administrators.
  @PostMapping(path = "/teams/{team}/service-tokens", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  CreatedToken createServiceToken(
      @PathVariable String team,
      @RequestBody @Valid CreateServiceToken token,
      @RequestHeader(name = FirstAnswers.HEADER, required = false)
          @Pattern(regexp = FirstAnswers.RANDOM_KEY, message = FirstAnswers.RANDOM_KEY_MESSAGE)
          @Nullable String idempotencyKey,
      Caller caller) {
    return answers.once(
        new FirstAnswers.Request(caller, idempotencyKey, "createServiceToken " + team, token),
        CreatedToken.class,
        () -> tokens.createOfService(caller, team, token));
  }

  /// Revokes a token of one of the team's services; for maintainers and administrators.
  @DeleteMapping("/teams/{team}/service-tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revokeServiceToken(@PathVariable String team, @PathVariable UUID id, Caller caller) {
    tokens.revokeOfService(caller, team, id);
  }
}
