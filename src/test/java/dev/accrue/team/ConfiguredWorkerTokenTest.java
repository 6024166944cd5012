package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.testing.TestDatabase;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfiguredWorkerTokenTest {

  private static final String SECRET = "accrue_worker_0123456789012345678901234567890123456789012";

  private final TestDatabase database = new TestDatabase();
  private final WorkerTokenStore store = new WorkerTokenStore(database.jdbc());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isThereAfterTheFirstStartAndOnceAfterTheSecond() {
    start(SECRET);
    start(SECRET);

    assertThat(store.list(WorkerTokenStore.SORT_KEYS.page(null, null, 10)))
        .singleElement()
        .satisfies(token -> {
          assertThat(token.name()).isEqualTo("configured");
          assertThat(token.revokedAt()).isNull();
        });
    assertThat(
            database.jdbc().sql("SELECT token_hash FROM worker_token").query(byte[].class).single())
        .isEqualTo(Token.hash(SECRET));
  }

  @Test
  void staysRevoked() {
    start(SECRET);
    Clock clock = Clock.systemUTC();
    store.revoke(
        store.list(WorkerTokenStore.SORT_KEYS.page(null, null, 1)).getFirst().id(),
        clock.instant());

    start(SECRET);

    assertThat(store.list(WorkerTokenStore.SORT_KEYS.page(null, null, 10)))
        .singleElement()
        .satisfies(token -> assertThat(token.revokedAt()).isNotNull());
  }

  @Test
  void anotherOneStandsBesideIt() {
    start(SECRET);
    start(SECRET.replace('0', 'a'));

    assertThat(store.list(WorkerTokenStore.SORT_KEYS.page(null, null, 10))).hasSize(2);
  }

  @Test
  void nothingIsMadeWithoutOne() {
    start(null);

    assertThat(store.list(WorkerTokenStore.SORT_KEYS.page(null, null, 10))).isEmpty();
  }

  @Test
  void whatCouldBeGuessedStopsTheStart() {
    assertThatThrownBy(() -> start("accrue_worker_short"))
        .hasMessageContaining("accrue.worker-token has to be accrue_worker_ and at least 43")
        .hasMessageNotContaining("short");
    assertThatThrownBy(() -> start(SECRET.replace("accrue_worker_", "accrue_")))
        .isInstanceOf(IllegalStateException.class);
  }

  private void start(@Nullable String secret) {
    new ConfiguredWorkerToken(store, database.transactions(), Clock.systemUTC(), secret)
        .afterPropertiesSet();
  }
}
