package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.EndCause;
import dev.accrue.fleet.Placements.Share;
import dev.accrue.job.JobLifecycle;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Several attempts on one device, and never more than it has room for, whoever asks.
@StillServer
class DeviceShareTest {

  private static final long GIB = 1L << 30;

  @Autowired private TestFleet fleet;
  @Autowired private Placements placements;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void attemptsShareADeviceWhileTheirMemoryFits() {
    TestWorker worker = fleet.register(1);
    UUID device = onlyDevice();
    place(worker, new Share(device, GIB / 4));
    place(worker, new Share(device, GIB / 2));
    assertThat(heldBytes()).isEqualTo(GIB / 4 * 3);

    assertRefused(worker, new Share(device, GIB / 4 + 1));
    place(worker, new Share(device, GIB / 4));

    assertThat(heldBytes()).isEqualTo(GIB);
    assertThat(worker.beat().assignments())
        .flatExtracting(it -> it.devices())
        .containsExactlyInAnyOrder(
            new DeviceShare(0, GIB / 4), new DeviceShare(0, GIB / 2), new DeviceShare(0, GIB / 4));
  }

  @Test
  void whoeverHoldsAWholeDeviceHasItAlone() {
    TestWorker worker = fleet.register(1);
    UUID device = onlyDevice();
    place(worker, Share.whole(device));
    assertRefused(worker, new Share(device, 1L));
    assertRefused(worker, Share.whole(device));

    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    attempt.end(EndCause.SUCCEEDED);

    assertThat(heldBytes()).isZero();
    place(worker, new Share(device, 1L));
    assertRefused(worker, Share.whole(device));
  }

  @Test
  void whatAttemptsHoldIsGivenBackHoweverTheyEnd() {
    TestWorker worker = fleet.register(1);
    UUID device = onlyDevice();
    place(worker, new Share(device, GIB / 4));
    place(worker, new Share(device, GIB / 4));

    fleet.register(worker.id(), 1);

    assertThat(heldBytes()).isZero();
  }

  @Test
  void aDeviceThatIsHeldKeepsItsSize() {
    TestWorker worker = fleet.register(1);
    place(worker, new Share(onlyDevice(), 1L));

    assertThatThrownBy(() -> jdbc.sql("UPDATE device SET memory_bytes = 2 * memory_bytes").update())
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("is held");
  }

  @Test
  void aShareIsNeverChanged() {
    TestWorker worker = fleet.register(1);
    place(worker, new Share(onlyDevice(), GIB / 2));

    for (String change :
        List.of("memory_bytes = 1", "held_bytes = 1", "device_id = gen_random_uuid()")) {
      assertThatThrownBy(() -> jdbc.sql("UPDATE attempt_device SET " + change).update())
          .as(change)
          .isInstanceOf(DataAccessException.class);
    }
    assertThat(heldBytes()).isEqualTo(GIB / 2);
  }

  /// Transactions that begin at the same moment and each see a device with room enough for
  /// themselves. Isolation must not matter: the counter's row is what they meet at.
  @ParameterizedTest
  @ValueSource(
      ints = {
        TransactionDefinition.ISOLATION_READ_COMMITTED,
        TransactionDefinition.ISOLATION_REPEATABLE_READ
      })
  void transactionsAtOnceNeverOvercommit(int isolation) throws Exception {
    int takers = 6;
    Random random = new Random(31);
    TestWorker worker = fleet.register(1);
    UUID device = onlyDevice();
    CyclicBarrier barrier = new CyclicBarrier(takers);
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    transaction.setIsolationLevel(isolation);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int taker = 0; taker < takers; taker++) {
      UUID job = fleet.submit();
      @Nullable Long memory = taker == 0 ? null : GIB / 3 + random.nextInt(1000);
      calls.add(() -> {
        try {
          return transaction.execute(status -> {
            assertThat(heldBytes()).isZero();
            awaitOthers(barrier);
            placements.hold(job, worker.id(), List.of(new Share(device, memory)));
            return true;
          });
        } catch (DataAccessException e) {
          return false;
        }
      });
    }

    int placed = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> call : executor.invokeAll(calls)) {
        placed += call.get() ? 1 : 0;
      }
    }

    assertThat(placed).isBetween(1, 2);
    assertThat(heldBytes()).isBetween(1L, GIB);
    assertThat(heldBytes())
        .isEqualTo(
            jdbc.sql("SELECT sum(held_bytes) FROM attempt_device WHERE NOT released")
                .query(Long.class)
                .single());
  }

  /// Two attempts that hold the same two devices end while a third is placed on both.
  @Test
  void attemptsOnTheSameDevicesEndAtOnceWithoutADeadlock() throws Exception {
    TestWorker worker = fleet.register(2);
    List<UUID> devices =
        jdbc.sql("SELECT id FROM device ORDER BY id")
            .query((row, number) -> row.getObject(1, UUID.class))
            .list();
    for (int round = 0; round < 10; round++) {
      place(worker, share(devices.getFirst()), share(devices.getLast()));
      place(worker, share(devices.getLast()), share(devices.getFirst()));
      List<TestAttempt> attempts =
          worker.beat().assignments().stream()
              .map(it -> new TestAttempt(it, worker.stranger()))
              .toList();
      attempts.forEach(TestAttempt::describe);
      CyclicBarrier barrier = new CyclicBarrier(3);
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (TestAttempt attempt : attempts) {
        calls.add(() -> {
          awaitOthers(barrier);
          return attempt.end(EndCause.SUCCEEDED).status() == 204;
        });
      }
      calls.add(() -> {
        awaitOthers(barrier);
        place(worker, share(devices.getFirst()), share(devices.getLast()));
        return true;
      });
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Boolean> call : executor.invokeAll(calls)) {
          assertThat(call.get()).isTrue();
        }
      }
      TestAttempt third = worker.takeOne();
      third.describe();
      third.end(EndCause.SUCCEEDED);
      assertThat(heldBytes()).isZero();
    }
  }

  private static Share share(UUID device) {
    return new Share(device, GIB / 4);
  }

  private static void awaitOthers(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void place(TestWorker worker, Share... shares) {
    UUID job = fleet.submit();
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          UUID attempt = placements.hold(job, worker.id(), List.of(shares));
          lifecycle.assign(job, attempt, "scheduler", "the test said so");
        });
  }

  private void assertRefused(TestWorker worker, Share share) {
    assertThatThrownBy(() -> place(worker, share))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("device_not_overcommitted");
  }

  private UUID onlyDevice() {
    return jdbc.sql("SELECT id FROM device").query(UUID.class).single();
  }

  private long heldBytes() {
    return jdbc.sql("SELECT sum(held_bytes) FROM device").query(Long.class).single();
  }
}
