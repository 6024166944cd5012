package dev.accrue.team;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Tokens as rows of their hashes.
@Component
class IssuedTokens implements TokenIssuer {

  private final ApiTokenStore apiTokens;
  private final WorkerTokenStore workerTokens;
  private final Clock clock;

  IssuedTokens(ApiTokenStore apiTokens, WorkerTokenStore workerTokens, Clock clock) {
    this.apiTokens = apiTokens;
    this.workerTokens = workerTokens;
    this.clock = clock;
  }

  @Override
  public Token issueApiToken(UUID userId, String name, Duration validFor) {
    Token token = Token.generate(Token.API_PREFIX);
    Instant now = clock.instant();
    apiTokens.insert(new NewToken(userId, name, token, null, null, true, now, now.plus(validFor)));
    return token;
  }

  @Override
  @Transactional
  public Token replaceWorkerToken(String name) {
    workerTokens.revokeNamed(name, clock.instant());
    return issueWorkerToken(name);
  }

  @Override
  public Token issueWorkerToken(String name) {
    Token token = Token.generate(Token.WORKER_PREFIX);
    workerTokens.insert(name, token.hash(), clock.instant());
    return token;
  }

  @Override
  public UUID reserveWorkerToken(String name) {
    Token unknown = Token.generate(Token.WORKER_PREFIX);
    return workerTokens.insert(name, unknown.hash(), clock.instant()).id();
  }

  @Override
  public Token renewWorkerToken(UUID id) {
    Token token = Token.generate(Token.WORKER_PREFIX);
    workerTokens.renew(id, token.hash());
    return token;
  }
}
