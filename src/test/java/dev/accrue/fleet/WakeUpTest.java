package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@StillServer
class WakeUpTest {

  private static final int LONG = WakeUpController.LONGEST_WAIT_MILLIS;

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private WakeUps wakeUps;
  @Autowired private FleetProperties properties;
  @Autowired private SettableClock clock;
  @Autowired private HttpClients clients;
  @Autowired private DataSource dataSource;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  private static String path(UUID workerId, UUID incarnation, int waitMillis) {
    return "/worker/v1/workers/%s/wake-up?incarnation=%s&waitMillis=%d"
        .formatted(workerId, incarnation, waitMillis);
  }

  private static TestHttp.Answer ask(TestWorker worker, int waitMillis) {
    return worker.http().get(path(worker.id(), worker.incarnation(), waitMillis));
  }

  /// Asks on a thread of its own, and returns once the server holds the request.
  private CompletableFuture<Boolean> hold(TestWorker worker) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> answer.complete(work(ask(worker, LONG))));
    await().until(() -> wakeUps.count() == 1);
    return answer;
  }

  private static boolean work(TestHttp.Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json().get("work").booleanValue();
  }

  @Test
  void aHeldRequestIsAnsweredWhenItsWorkerGetsAJob() throws Exception {
    TestWorker worker = fleet.register(1);
    CompletableFuture<Boolean> answer = hold(worker);
    fleet.submit();

    assertThat(scheduling.tick()).isEqualTo(1);

    assertThat(answer.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(worker.beat().assignments()).hasSize(1);
    assertThat(wakeUps.count()).isZero();
  }

  @Test
  void aJobThatCameBeforeTheQuestionIsNotMissed() {
    TestWorker worker = fleet.register(1);
    fleet.submit();
    scheduling.tick();

    assertThat(work(ask(worker, LONG))).isTrue();

    worker.takeOne();
    isLeftAlone(worker);
  }

  @Test
  void anAssignmentThatHasRunOutIsNoWork() {
    TestWorker worker = fleet.register(1);
    fleet.submit();
    scheduling.tick();
    clock.advance(properties.leaseTtl());

    isLeftAlone(worker);
  }

  /// A wake-up may come in vain: the signal of an earlier tick can arrive late.
  private static void isLeftAlone(TestWorker worker) {
    await().until(() -> !work(ask(worker, 1)));
  }

  @Test
  void anotherWorkersJobWakesNobodyElse() throws Exception {
    TestWorker idle = fleet.register(1);
    clock.advance(properties.workerTimeout());
    TestWorker busy = fleet.register(1);
    CompletableFuture<Boolean> answer = hold(idle);
    fleet.submit();
    scheduling.tick();
    assertThat(work(ask(busy, LONG))).isTrue();

    assertThat(answer).isNotDone();

    assertThat(work(ask(idle, 1))).isFalse();
    assertThat(answer.get(1, TimeUnit.MINUTES)).as("a worker waits once").isTrue();
  }

  @Test
  void waitingTakesNoConnectionToTheDatabase() throws Exception {
    TestWorker worker = fleet.register(1);
    CompletableFuture<Boolean> answer = hold(worker);
    HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);

    await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);

    assertThat(answer).isNotDone();
    wakeUps.mayHaveMissedSome();
    assertThat(answer.get(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void isForRegisteredWorkersAlone() {
    TestWorker worker = fleet.register(1);
    String own = path(worker.id(), worker.incarnation(), 1);

    assertThat(clients.anonymous().get(own).status()).isEqualTo(401);
    assertThat(clients.administrator().get(own).status()).isEqualTo(401);
    assertThat(worker.http().get(path(worker.id(), UUID.randomUUID(), 1)).status()).isEqualTo(409);
    assertThat(worker.http().get(path(UUID.randomUUID(), UUID.randomUUID(), 1)).status())
        .isEqualTo(404);
    for (int waitMillis : new int[] {0, -1, LONG + 1}) {
      TestHttp.Answer answer = ask(worker, waitMillis);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
      assertThat(answer.text()).contains("waitMillis");
    }
    assertThat(wakeUps.count()).isZero();
  }
}
