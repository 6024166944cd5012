package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Requests that were sent again are answered as they were first, and nothing is made twice. What
/// is made and the note of it are one transaction: a server that dies in between made nothing.
@Component
public class FirstAnswers {

  /// The header.
  public static final String HEADER = "Idempotency-Key";

  /// A key.
  public static final String KEY = "[!-~]{1,200}";

  /// What is wrong with a key.
  public static final String KEY_MESSAGE = "is not 1 to 200 visible ASCII characters";

  /// A key of a request whose answer holds a secret: nobody may guess it.
  public static final String RANDOM_KEY = "[!-~]{32,200}";

  /// What is wrong with such a key.
  public static final String RANDOM_KEY_MESSAGE =
      "is not 32 to 200 visible ASCII characters, such as a random UUID";

  /// More are forgotten, the oldest first.
  static final int MAX_PER_USER = 1000;

  private final FirstAnswerStore store;
  private final JsonMapper json;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration retention;

  FirstAnswers(
      FirstAnswerStore store,
      JsonMapper json,
      TransactionTemplate transaction,
      Clock clock,
      @Value("${accrue.idempotency.retention:24h}") Duration retention) {
    this.store = store;
    this.json = json;
    this.transaction = transaction;
    this.clock = clock;
    this.retention = retention;
  }

  /// A request that makes something.
  ///
  /// @param key null when it will not be sent again
  /// @param operation what it asks for, and of what
  public record Request(Caller caller, @Nullable String key, String operation, Object body) {}

  /// Does the work, or answers as when the same request came first.
  ///
  /// @throws ProblemException `INVALID_REQUEST` when the key came with another request
  public <T> T once(Request request, Class<T> type, Supplier<T> work) {
    String key = request.key();
    if (key == null) {
      return work.get();
    }
    SealedAnswer seal = SealedAnswer.of(request.caller().userId(), key);
    byte[] digest = sha256(request.operation() + "\n" + json.writeValueAsString(request.body()));
    return Objects.requireNonNull(
        transaction.execute(_ ->
            claim(request.caller(), seal, digest)
                ? keep(request.caller(), seal, work.get())
                : again(request, seal, digest, type)));
  }

  private boolean claim(Caller caller, SealedAnswer seal, byte[] digest) {
    Instant now = clock.instant();
    store.deleteExpired(caller.userId(), now);
    return store.claim(caller.userId(), seal.keySha256(), digest, now, now.plus(retention));
  }

  private <T> T keep(Caller caller, SealedAnswer seal, T answer) {
    byte[] sealed = seal.seal(json.writeValueAsBytes(answer));
    store.keep(caller.userId(), seal.keySha256(), sealed, MAX_PER_USER);
    return answer;
  }

  private <T> T again(Request request, SealedAnswer seal, byte[] digest, Class<T> type) {
    Optional<byte[]> first = store.find(request.caller().userId(), seal.keySha256(), digest);
    if (first.isEmpty()) {
      Violation violation =
          new Violation(
              HEADER,
              Shortened.of(request.key()),
              "was used before for another request",
              "send a new key with a new request");
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "%s %s; %s".formatted(HEADER, violation.message(), violation.fix()),
          List.of(violation));
    }
    return json.readValue(seal.open(first.get()), type);
  }

  @Scheduled(fixedDelayString = "${accrue.idempotency.sweep-interval:10m}")
  void sweep() {
    store.deleteExpired(null, clock.instant());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
