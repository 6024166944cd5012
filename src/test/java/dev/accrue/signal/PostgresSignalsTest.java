package dev.accrue.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.accrue.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresSignalsTest {

  private final TestDatabase database = new TestDatabase();
  private final PostgresSignals signals = new PostgresSignals(database.jdbc(), database.details());
  private final BlockingQueue<UUID> received = new LinkedBlockingQueue<>();
  private final AtomicInteger gaps = new AtomicInteger();

  @BeforeEach
  void start() {
    signals.listen(
        new SignalListener() {
          @Override
          public void received(Signal signal, UUID jobId) {
            received.add(jobId);
          }

          @Override
          public void mayHaveMissedSome() {
            gaps.incrementAndGet();
          }
        });
    signals.start();
    // Once when it was added, once when the connection stood.
    await().untilAtomic(gaps, equalTo(2));
  }

  @AfterEach
  void stop() {
    signals.stop();
    database.close();
  }

  @Test
  void arriveWhenTheirTransactionCommitsAndNotOtherwise() throws Exception {
    UUID undone = UUID.randomUUID();
    UUID done = UUID.randomUUID();
    database
        .transactions()
        .executeWithoutResult(transaction -> {
          signals.send(Signal.JOB, undone);
          transaction.setRollbackOnly();
        });

    signals.send(Signal.POINT, done);

    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(done);
  }

  @Test
  void arriveOnceHoweverOftenATransactionSendsThem() throws Exception {
    UUID twice = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    database
        .transactions()
        .executeWithoutResult(_ -> {
          signals.send(Signal.JOB, twice);
          signals.sendAll(Signal.JOB, List.of(twice, other));
          assertThat(received).isEmpty();
        });
    UUID last = UUID.randomUUID();
    signals.send(Signal.JOB, last);

    List<UUID> all = new ArrayList<>();
    while (!all.contains(last)) {
      all.add(Objects.requireNonNull(received.poll(10, TimeUnit.SECONDS), "it never came"));
    }
    assertThat(all).containsExactly(twice, other, last);
  }

  @Test
  void comeBackAfterTheConnectionBroke() throws Exception {
    database
        .jdbc()
        .sql(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'accrue-signals'
            """)
        .query()
        .listOfRows();
    await().untilAtomic(gaps, equalTo(3));

    UUID job = UUID.randomUUID();
    signals.send(Signal.JOB, job);

    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(job);
  }

  @Test
  void areHeardAgainAfterAStopAndAStart() throws Exception {
    signals.stop();
    signals.start();
    await().untilAtomic(gaps, equalTo(3));

    UUID job = UUID.randomUUID();
    signals.send(Signal.JOB, job);

    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(job);
  }

  @Test
  void anythingElseOnTheChannelIsPassedOver() throws Exception {
    database.jdbc().sql("NOTIFY accrue_job, 'not a job'").update();
    UUID job = UUID.randomUUID();
    signals.send(Signal.JOB, job);

    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(job);
  }
}
