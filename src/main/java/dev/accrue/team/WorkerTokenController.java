package dev.accrue.team;

import dev.accrue.api.team.CreateWorkerToken;
import dev.accrue.api.team.CreatedWorkerToken;
import dev.accrue.api.team.WorkerTokenPage;
import dev.accrue.api.team.WorkerTokenView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.Paging;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
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

/// Tokens with which machines register as workers, for administrators.
@RestController
@RequestMapping(path = "/api/v1/worker-tokens", produces = MediaType.APPLICATION_JSON_VALUE)
class WorkerTokenController {

  private final WorkerTokenStore store;
  private final FirstAnswers answers;
  private final TransactionTemplate transaction;
  private final Clock clock;

  WorkerTokenController(
      WorkerTokenStore store, FirstAnswers answers, TransactionTemplate transaction, Clock clock) {
    this.store = store;
    this.answers = answers;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// Worker tokens, the newest first; for administrators.
  @Sparse
  @Sorted({"createdAt", "name", "revokedAt"})
  @GetMapping
  WorkerTokenPage workerTokens(
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    Administrators.require(caller);
    Paging<WorkerTokenView> paging = WorkerTokenStore.SORT_KEYS.page(sort, cursor, limit);
    return paging.page(store.list(paging), WorkerTokenPage::new);
  }

  /// Makes a worker token. Its secret is shown once, and again to the same request with the same
  /// `Idempotency-Key`. For administrators.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  CreatedWorkerToken createWorkerToken(
      @RequestBody @Valid CreateWorkerToken wanted,
      @RequestHeader(name = FirstAnswers.HEADER, required = false)
          @Pattern(regexp = FirstAnswers.RANDOM_KEY, message = FirstAnswers.RANDOM_KEY_MESSAGE)
          @Nullable String idempotencyKey,
      Caller caller) {
    Administrators.require(caller);
    return answers.once(
        new FirstAnswers.Request(caller, idempotencyKey, "createWorkerToken", wanted),
        CreatedWorkerToken.class,
        () -> create(wanted));
  }

  private CreatedWorkerToken create(CreateWorkerToken wanted) {
    Token token = Token.generate(Token.WORKER_PREFIX);
    return transaction.execute(_ ->
        new CreatedWorkerToken(
            store.insert(wanted.name(), token.hash(), clock.instant()), token.secret()));
  }

  /// Revokes a worker token: its workers are not heard any more and lose what they run. For
  /// administrators.
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revokeWorkerToken(@PathVariable UUID id, Caller caller) {
    Administrators.require(caller);
    boolean revoked =
        Boolean.TRUE.equals(transaction.execute(_ -> store.revoke(id, clock.instant())));
    if (!revoked) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND,
          "there is no worker token %s; GET /api/v1/worker-tokens lists them".formatted(id));
    }
  }
}
