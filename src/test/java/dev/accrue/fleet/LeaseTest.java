package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class LeaseTest {

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private LeaseReaper reaper;
  @Autowired private SettableClock clock;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private FleetProperties properties;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void aJobRunsFromAssignmentToSuccess() {
    UUID job = fleet.submit();
    TestWorker worker = fleet.register(1);
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(state(job)).isEqualTo("ASSIGNED");

    TestAttempt attempt = worker.takeOne();
    AttemptDescription description = attempt.describe();

    assertThat(state(job)).isEqualTo("RUNNING");
    assertThat(description.attemptNumber()).isEqualTo(1);
    assertThat(description.totalOptimizerSteps()).isEqualTo(1000);
    assertThat(description.spec().name()).isEqualTo("test");
    assertThat(description.files()).hasSize(4);
    assertThat(description.resume()).isNull();
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    assertThat(state(job)).isEqualTo("SUCCEEDED");
    assertThat(heldDevices()).isZero();
  }

  @Test
  void aSplitOfWhichAShareIsHeldOutIsNamedOnce() {
    fleet.submit(
        spec -> spec.replace("\"validationSplit\": \"test\"", "\"validationFraction\": 0.2"));
    TestWorker worker = fleet.register(1);
    scheduling.tick();

    AttemptDescription description = worker.takeOne().describe();

    assertThat(description.files())
        .extracting(file -> file.split() + " " + file.role())
        .containsExactlyInAnyOrder("train FEATURES", "train TARGETS");
  }

  @Test
  void anAttemptIsHandedOutOnceHoweverManyHeartbeatsCome() throws Exception {
    fleet.submit();
    TestWorker worker = fleet.register(1);
    scheduling.tick();

    List<HeartbeatReply> replies = together(() -> worker.beat(), 5);

    assertThat(replies.stream().mapToInt(it -> it.assignments().size()).sum()).isEqualTo(1);
    assertThat(worker.beat().assignments()).isEmpty();
  }

  @Test
  void onlyTheHashOfALeaseTokenIsKept() {
    TestAttempt attempt = fleet.start();

    String row =
        jdbc.sql("SELECT attempt::text FROM attempt")
            .query((it, number) -> it.getString(1))
            .single();

    assertThat(row).doesNotContain(attempt.assignment().leaseToken());
  }

  @Test
  void renewsWhatTheHeartbeatNamesAndNothingElse() {
    fleet.submit();
    fleet.submit();
    TestWorker worker = fleet.register(2);
    scheduling.tick();
    List<UUID> attempts = worker.beat().assignments().stream().map(it -> it.attemptId()).toList();
    assertThat(attempts).hasSize(2);

    clock.advance(properties.leaseTtl().minusSeconds(1));
    assertThat(worker.beat(attempts.getFirst()).leases())
        .containsExactly(
            new LeaseState(attempts.getFirst(), properties.leaseTtl().toMillis(), Order.CONTINUE));
    clock.advance(Duration.ofSeconds(1));

    assertThat(worker.beat(attempts.getFirst(), attempts.getLast()).leases())
        .containsExactly(
            new LeaseState(
                attempts.getFirst(), properties.leaseTtl().toMillis() - 1000, Order.CONTINUE),
            new LeaseState(attempts.getLast(), 0, Order.CANCEL));
  }

  @Test
  void writesALeaseOnlyWhenItIsOldAndTellsWhatIsLeftOfIt() {
    fleet.submit();
    TestWorker worker = fleet.register(1);
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    UUID id = attempt.id();
    long ttl = properties.leaseTtl().toMillis();
    long age = properties.renewalAge().toMillis();
    String first = version(id);

    clock.advance(Duration.ofMillis(age - 1));
    assertThat(worker.beat(id).leases())
        .containsExactly(new LeaseState(id, ttl - age + 1, Order.CONTINUE));
    assertThat(version(id)).isEqualTo(first);
    clock.advance(Duration.ofMillis(1));
    assertThat(worker.beat(id).leases()).containsExactly(new LeaseState(id, ttl, Order.CONTINUE));
    assertThat(version(id)).isNotEqualTo(first);

    clock.advance(Duration.ofMillis(ttl - 1));
    assertThat(attempt.sendLosses(1, 1, 1).status()).isEqualTo(204);
  }

  /// That of another server, whose clock is ahead, so the lease seems to hold for longer than any.
  @Test
  void noLeaseIsWorthMoreThanOneThatWasRenewedNow() {
    fleet.submit();
    TestWorker worker = fleet.register(1);
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    UUID id = attempt.id();
    jdbc.sql("UPDATE attempt SET lease_expires_at = lease_expires_at + interval '3 seconds'")
        .update();

    assertThat(worker.beat(id).leases())
        .containsExactly(new LeaseState(id, properties.leaseTtl().toMillis(), Order.CONTINUE));
  }

  /// Of the row as PostgreSQL keeps it.
  private String version(UUID attempt) {
    return jdbc.sql("SELECT ctid::text || xmin FROM attempt WHERE id = :id")
        .param("id", attempt)
        .query(String.class)
        .single();
  }

  @Test
  void aLeaseThatRanOutIsNotRenewedEvenBeforeItIsReaped() {
    TestAttempt attempt = fleet.start();
    clock.advance(properties.leaseTtl());

    assertThat(attempt.sendLosses(1, 1, 1).status()).isEqualTo(409);
  }

  @Test
  void requeuesTheJobWhenItsLeaseExpires() {
    TestAttempt attempt = fleet.start();
    UUID job = attempt.assignment().jobId();
    clock.advance(properties.leaseTtl().minusMillis(1));
    reaper.reap();
    assertThat(state(job)).isEqualTo("RUNNING");

    clock.advance(Duration.ofMillis(1));
    reaper.reap();

    assertThat(state(job)).isEqualTo("QUEUED");
    assertThat(heldDevices()).isZero();
    assertThat(jdbc.sql("SELECT retries FROM job").query(Integer.class).single()).isZero();
    fleet.register(1);
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(jdbc.sql("SELECT count(*) FROM attempt").query(Long.class).single()).isEqualTo(2);
  }

  @Test
  void fencingTokensGrow() {
    TestAttempt first = fleet.start();
    clock.advance(properties.leaseTtl());
    reaper.reap();
    TestWorker other = fleet.register(1);
    scheduling.tick();
    TestAttempt second = other.takeOne();

    assertThat(second.assignment().jobId()).isEqualTo(first.assignment().jobId());
    assertThat(second.assignment().fencingToken()).isGreaterThan(first.assignment().fencingToken());
    assertThat(second.describe().attemptNumber()).isEqualTo(2);
  }

  @Test
  void aWorkerThatStartsAnewLosesWhatItsOlderSelfDid() {
    fleet.submit();
    TestWorker older = fleet.register(1);
    scheduling.tick();
    TestAttempt attempt = older.takeOne();
    attempt.describe();

    TestWorker newer = fleet.register(older.id(), 1);

    assertThat(state(attempt.assignment().jobId())).isEqualTo("QUEUED");
    assertThat(attempt.sendLosses(1, 1, 1).status()).isEqualTo(409);
    TestHttp.Answer stale = older.sendBeat(attempt.id());
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.json().get("code").stringValue()).isEqualTo("STALE_WORKER");
    assertThat(newer.beat(attempt.id()).leases())
        .containsExactly(new LeaseState(attempt.id(), 0, Order.CANCEL));
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(newer.takeOne().describe().attemptNumber()).isEqualTo(2);
  }

  @Test
  void anAssignmentThatWasNotFetchedIsLostWithItsWorker() {
    UUID job = fleet.submit();
    TestWorker older = fleet.register(1);
    scheduling.tick();

    fleet.register(older.id(), 1);

    assertThat(state(job)).isEqualTo("QUEUED");
  }

  @Test
  void aHeartbeatOfAnUnknownWorkerAsksItToRegister() {
    TestWorker worker = fleet.register(1);
    jdbc.sql("TRUNCATE worker CASCADE").update();

    assertThat(worker.sendBeat().status()).isEqualTo(404);
  }

  @Test
  void aSilentWorkerGetsNoWork() {
    fleet.submit();
    TestWorker worker = fleet.register(1);
    clock.advance(properties.workerTimeout());
    assertThat(scheduling.tick()).isZero();

    worker.beat();

    assertThat(scheduling.tick()).isEqualTo(1);
  }

  @Test
  void everybodySeesWhichWorkerIsSilentByTheServersClock() {
    TestHttp viewer =
        clients.newMember(
            clients.newTeam("t" + System.nanoTime()), "v" + System.nanoTime(), "VIEWER");
    TestWorker worker = fleet.register(1);
    clock.advance(properties.workerTimeout().minusMillis(1));
    assertThat(seesSilence(viewer)).isFalse();

    clock.advance(Duration.ofMillis(1));
    assertThat(seesSilence(viewer)).isTrue();

    worker.beat();
    assertThat(seesSilence(viewer)).isFalse();
  }

  @Test
  void aWorkerThatLeftIsNotSilent() {
    TestWorker worker = fleet.register(1);
    assertThat(worker.leave().status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(1));

    assertThat(seesSilence(clients.administrator())).isFalse();
  }

  private static boolean seesSilence(TestHttp client) {
    return client.get("/api/v1/workers").json().get(0).get("silent").booleanValue();
  }

  @Test
  void aCancelReachesTheTrainerByTheNextHeartbeat() {
    fleet.submit();
    TestWorker worker = fleet.register(1);
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    cancel(attempt.assignment().jobId());

    assertThat(worker.beat(attempt.id()).leases())
        .extracting(LeaseState::order)
        .containsExactly(Order.CANCEL);

    attempt.end(EndCause.CANCELED);
    assertThat(state(attempt.assignment().jobId())).isEqualTo("CANCELED");
  }

  @Test
  void aJobThatIsCanceledBeforeItsWorkerKnowsOfItNeverStarts() {
    UUID job = fleet.submit();
    TestWorker worker = fleet.register(1);
    scheduling.tick();
    cancel(job);

    assertThat(worker.beat().assignments()).isEmpty();

    assertThat(state(job)).isEqualTo("CANCELED");
    assertThat(heldDevices()).isZero();
  }

  @Test
  void aCanceledJobOfALostWorkerIsNotTriedAgain() {
    TestAttempt attempt = fleet.start();
    cancel(attempt.assignment().jobId());
    clock.advance(properties.leaseTtl());

    reaper.reap();

    assertThat(state(attempt.assignment().jobId())).isEqualTo("CANCELED");
  }

  @Test
  void theSameEndTwiceIsOneEnd() throws Exception {
    TestAttempt attempt = fleet.start();

    List<Integer> statuses = together(() -> attempt.end(EndCause.INTERNAL).status(), 4);

    assertThat(statuses).containsOnly(204);
    assertThat(attempt.end(EndCause.INTERNAL).status()).isEqualTo(204);
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(409);
    assertThat(jdbc.sql("SELECT retries FROM job").query(Integer.class).single()).isEqualTo(1);
    assertThat(state(attempt.assignment().jobId())).isEqualTo("QUEUED");
  }

  @Test
  void showsTheFleetToPeople() {
    TestAttempt attempt = fleet.start();

    JsonNode worker = clients.administrator().get("/api/v1/workers").json().get(0);
    assertThat(worker.get("devices").get(0).get("jobIds").get(0).stringValue())
        .isEqualTo(attempt.assignment().jobId().toString());

    UUID outsider = clients.newUser("outsider" + System.nanoTime());
    JsonNode seen = clients.withTokenOf(outsider).get("/api/v1/workers").json().get(0);
    assertThat(seen.get("devices").get(0).get("busy").booleanValue()).isTrue();
    assertThat(seen.get("devices").get(0).get("jobIds").isEmpty()).isTrue();
    assertThat(clients.anonymous().get("/api/v1/workers").status()).isEqualTo(401);
  }

  @Test
  void refusesWorkersThatSayNonsense() {
    TestHttp http = fleet.asWorker();
    String id = UUID.randomUUID().toString();
    for (String body :
        List.of(
            "{}",
            "[]",
            "{\"workerId\":null,\"incarnation\":null,\"name\":null,\"devices\":null}",
            registration(id, "w", "[null]"),
            registration(id, "", "[]"),
            registration(id, "a\\u0000b", "[]"),
            registration(id, "w", device(0, "slot", 0)),
            registration(id, "w", device(-1, "slot", 1)),
            registration(id, "w", "[" + device(0, "a", 1) + "," + device(0, "b", 1) + "]"))) {
      TestHttp.Answer answer = http.post("/worker/v1/workers", body);
      assertThat(answer.status()).as(body + answer).isBetween(400, 422);
    }
    assertThat(jdbc.sql("SELECT count(*) FROM worker").query(Long.class).single()).isZero();
  }

  private static String registration(String id, String name, String devices) {
    return ("{\"workerId\":\"%s\",\"incarnation\":\"%s\",\"name\":\"%s\",\"labels\":{},"
            + "\"devices\":%s}")
        .formatted(id, id, name, devices.startsWith("[") ? devices : "[" + devices + "]");
  }

  private static String device(int ordinal, String name, long memoryBytes) {
    return "{\"ordinal\":%d,\"kind\":\"CPU\",\"name\":\"%s\",\"memoryBytes\":%d,\"threads\":1}"
        .formatted(ordinal, name, memoryBytes);
  }

  private void cancel(UUID job) {
    assertThat(clients.administrator().post("/api/v1/jobs/" + job + "/cancel").status())
        .isEqualTo(200);
  }

  private String state(UUID job) {
    return jdbc.sql("SELECT state FROM job WHERE id = ?")
        .param(job)
        .query((row, number) -> row.getString(1))
        .single();
  }

  private long heldDevices() {
    return jdbc.sql("SELECT count(*) FROM attempt_device WHERE NOT released")
        .query(Long.class)
        .single();
  }

  private static <T> List<T> together(Callable<T> call, int times) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures =
          executor.invokeAll(Stream.generate(() -> call).limit(times).toList());
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
