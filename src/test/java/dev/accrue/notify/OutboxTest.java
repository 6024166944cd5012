package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.TestDatabase;
import dev.accrue.testing.TestRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = NOW.plus(Duration.ofMinutes(1));

  private final TestDatabase database = new TestDatabase();
  private final OutboxStore outbox = new OutboxStore(database.jdbc());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void serversThatClaimTogetherShareOut() throws Exception {
    for (int i = 0; i < 4; i++) {
      waiting(channel(true), 50);
    }
    List<Callable<List<Claimed>>> servers = new ArrayList<>();
    for (int server = 0; server < 8; server++) {
      servers.add(this::claimUntilNothingIsLeft);
    }

    List<UUID> claimed = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(servers.size())) {
      for (Future<List<Claimed>> server : threads.invokeAll(servers)) {
        server.get().forEach(it -> claimed.add(it.notice().id()));
      }
    }

    assertThat(claimed).doesNotHaveDuplicates().hasSize(200);
  }

  /// Who found all rows locked by others finds the next ones free.
  private List<Claimed> claimUntilNothingIsLeft() {
    List<Claimed> claimed = new ArrayList<>();
    while (dueRows() > 0) {
      claimed.addAll(outbox.claim(NOW, UNTIL, 5, 3, Set.of()));
    }
    return claimed;
  }

  private int dueRows() {
    return database
        .jdbc()
        .sql("SELECT count(*) FROM notification_delivery WHERE attempts = 0")
        .query(Integer.class)
        .single();
  }

  @Test
  void noChannelGetsMoreThanItsShareAndBusyOrDisabledOnesNothing() {
    UUID first = channel(true);
    UUID second = channel(true);
    UUID busy = channel(true);
    UUID disabled = channel(false);
    List.of(first, second, busy, disabled).forEach(it -> waiting(it, 10));

    List<Claimed> claimed = outbox.claim(NOW, UNTIL, 100, 3, Set.of(busy));

    assertThat(claimed)
        .extracting(Claimed::channelId)
        .containsExactlyInAnyOrder(first, first, first, second, second, second);
  }

  @Test
  void anOutcomeCountsForItsOwnAttemptOnly() {
    waiting(channel(true), 1);
    Claimed late = outbox.claim(NOW, UNTIL, 1, 1, Set.of()).getFirst();
    assertThat(outbox.claim(NOW, UNTIL, 1, 1, Set.of())).isEmpty();
    Claimed next = outbox.claim(UNTIL, UNTIL.plusSeconds(60), 1, 1, Set.of()).getFirst();

    assertThat(outbox.fail(late, Outcome.failed("late"), null, UNTIL)).isFalse();
    assertThat(outbox.deliver(late, 200, UNTIL)).isFalse();
    assertThat(outbox.deliver(next, 200, UNTIL)).isTrue();
    assertThat(outbox.fail(next, Outcome.failed("twice"), null, UNTIL)).isFalse();
    assertThat(next.attempt()).isEqualTo(2);
    assertThat(next.failuresBefore()).isEqualTo(1);
  }

  private UUID channel(boolean enabled) {
    UUID id = UUID.randomUUID();
    database
        .jdbc()
        .sql(
            """
            INSERT INTO notification_channel (id, team_id, name, kind, recipients, events,
              thresholds, enabled, created_at, changed_at)
            VALUES (?, ?, 'c', 'EMAIL', '{a@example.org}', '{}', '{}', ?, now(), now())
            """)
        .params(id, new TestRows(database.jdbc()).team(), enabled)
        .update();
    return id;
  }

  private void waiting(UUID channel, int count) {
    database
        .jdbc()
        .sql(
            """
            INSERT INTO notification_delivery
              (id, channel_id, team_id, event, detail, happened_at, next_attempt_at)
            SELECT gen_random_uuid(), id, team_id, 'TEST', '', now(), '2025-12-31T00:00:00Z'
            FROM notification_channel, generate_series(1, ?) WHERE id = ?
            """)
        .params(count, channel)
        .update();
  }
}
