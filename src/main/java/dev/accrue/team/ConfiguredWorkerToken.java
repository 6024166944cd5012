package dev.accrue.team;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// A worker token that the operator chose, so that servers and workers can be set up in one go.
/// Once it is known it is a token like any other: revoked, it stays revoked. Another value is
/// another token, beside the earlier one, so that workers can be given it one by one.
@Component
class ConfiguredWorkerToken implements InitializingBean {

  private static final String NAME = "configured";

  private final WorkerTokenStore store;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final @Nullable String secret;

  ConfiguredWorkerToken(
      WorkerTokenStore store,
      TransactionTemplate transaction,
      Clock clock,
      @Value("${accrue.worker-token:#{null}}") @Nullable String secret) {
    this.store = store;
    this.transaction = transaction;
    this.clock = clock;
    this.secret = secret;
  }

  @Override
  public void afterPropertiesSet() {
    if (secret != null) {
      byte[] hash = Token.configured("accrue.worker-token", secret, Token.WORKER_PREFIX).hash();
      transaction.executeWithoutResult(_ -> store.insertIfUnknown(NAME, hash, clock.instant()));
    }
  }
}
