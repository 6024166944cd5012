package dev.accrue.team;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Tokens as rows of their hashes.
@Component
class IssuedTokens implements TokenIssuer {

  private static final String INSERT_API_TOKEN =
      """
      INSERT INTO api_token (id, user_id, name, token_hash, created_at, expires_at)
      VALUES (:id, :user, :name, :hash, :now, :expires)
      """;

  private static final String INSERT_WORKER_TOKEN =
      """
      INSERT INTO worker_token (id, name, token_hash, created_at) VALUES (:id, :name, :hash, :now)
      """;

  private final JdbcClient jdbc;
  private final Clock clock;

  IssuedTokens(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public Token issueApiToken(UUID userId, String name, Duration validFor) {
    Token token = Token.generate(Token.API_PREFIX);
    jdbc.sql(INSERT_API_TOKEN)
        .param("id", UUID.randomUUID())
        .param("user", userId)
        .param("name", name)
        .param("hash", token.hash())
        .param("now", now())
        .param("expires", now().plus(validFor))
        .update();
    return token;
  }

  @Override
  public Token issueWorkerToken(String name) {
    Token token = Token.generate(Token.WORKER_PREFIX);
    jdbc.sql(INSERT_WORKER_TOKEN)
        .param("id", UUID.randomUUID())
        .param("name", name)
        .param("hash", token.hash())
        .param("now", now())
        .update();
    return token;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
