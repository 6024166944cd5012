package dev.accrue.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Order;
import dev.accrue.fleet.LeaseReaper;
import dev.accrue.fleet.TimeLimits;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What jobs wait for besides devices, and how long they may run.
@StillServer
class WaitingTest {

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private TimeLimits limits;
  @Autowired private LeaseReaper reaper;
  @Autowired private HttpClients clients;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  private TestHttp http;

  @BeforeEach
  void clear() {
    fleet.clear();
    http = clients.administrator();
  }

  @Test
  void aJobStartsAfterThoseThatItNamesHaveSucceeded() {
    UUID first = fleet.submit();
    UUID second = submit("\"after\": [\"%s\"]".formatted(first));
    TestWorker worker = fleet.register(2);

    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(waiting(second).get("code").asString()).isEqualTo("DEPENDENCY");
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    attempt.end(EndCause.SUCCEEDED);

    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(worker.takeOne().assignment().jobId()).isEqualTo(second);
    // What has succeeded is nothing to wait for.
    submit("\"after\": [\"%s\"]".formatted(first));
    assertThat(scheduling.tick()).isEqualTo(1);
  }

  @Test
  void aJobThatWaitsInVainFailsAndSoDoThoseThatWaitForIt() {
    UUID first = fleet.submit();
    UUID second = submit("\"after\": [\"%s\"]".formatted(first));
    UUID third = submit("\"after\": [\"%s\"]".formatted(second));
    http.post("/api/v1/jobs/" + first + "/cancel");

    scheduling.tick();
    scheduling.tick();

    JsonNode failed = http.get("/api/v1/jobs/" + second).json();
    assertThat(failed.get("failureCause").asString()).isEqualTo("DEPENDENCY_FAILED");
    assertThat(failed.get("failureMessage").asString())
        .isEqualTo(
            "job test (%s), which has to succeed first, was canceled; queue that one again, then this one"
                .formatted(first));
    assertThat(http.get("/api/v1/jobs/" + third).json().get("failureMessage").asString())
        .contains(second.toString(), "failed as DEPENDENCY_FAILED");
    TestHttp.Answer inVain = submission("\"after\": [\"%s\"]".formatted(second));
    assertThat(inVain.status()).isEqualTo(422);
    assertThat(inVain.text()).contains("scheduling.after[0]", "has ended as FAILED");
  }

  @Test
  void aJobThatIsQueuedAgainMendsWhatWaitsForIt() {
    UUID first = fleet.submit();
    UUID second = submit("\"after\": [\"%s\"]".formatted(first));
    http.post("/api/v1/jobs/" + first + "/cancel");
    assertThat(http.post("/api/v1/jobs/" + first + "/requeue").status()).isEqualTo(200);
    TestWorker worker = fleet.register(1);

    assertThat(scheduling.tick()).isEqualTo(1);
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    attempt.end(EndCause.SUCCEEDED);
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(worker.takeOne().assignment().jobId()).isEqualTo(second);
  }

  @Test
  void jobsOfOtherTeamsAreNotThereToWaitFor() {
    UUID job = fleet.submit();
    String salt = job.toString().substring(0, 8);
    UUID team = clients.newTeam("waits-" + salt);
    TestHttp stranger = clients.newMember(team, "waits-" + salt, "MEMBER");
    for (UUID unknown : List.of(job, UUID.randomUUID())) {
      TestHttp.Answer answer =
          stranger.post("/api/v1/jobs", spec("\"after\": [\"%s\"]".formatted(unknown)));
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text())
          .contains("scheduling.after[0]", "the team waits-%s has no such job".formatted(salt));
    }
  }

  @Test
  void aJobDoesNotStartBeforeItsTime() {
    UUID job = submit("\"notBefore\": \"%s\"".formatted(clock.instant().plusSeconds(3600)));
    fleet.register(1);
    assertThat(scheduling.tick()).isZero();
    assertThat(waiting(job).get("code").asString()).isEqualTo("NOT_BEFORE");
    assertThat(waiting(job).get("reason").asString()).startsWith("does not start before 20");

    clock.advance(Duration.ofHours(1));
    fleet.register(1);
    assertThat(scheduling.tick()).isEqualTo(1);
  }

  @Test
  void aJobThatFailedIsTriedAgainAfterAPause() {
    TestWorker worker = fleet.register(1);
    UUID job = fleet.submit();
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    attempt.end(EndCause.INTERNAL);

    assertThat(scheduling.tick()).isZero();
    assertThat(waiting(job).get("reason").asString()).startsWith("failed and is tried again");
    clock.advance(Duration.ofSeconds(10));
    worker.beat();
    assertThat(scheduling.tick()).isEqualTo(1);
  }

  @Test
  void aJobWhoseTimeIsOverSavesAndFails() {
    TestWorker worker = fleet.register(1);
    UUID job = submit("\"timeLimitMinutes\": 10");
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    limits.enforce();
    assertThat(renew(worker, attempt, Duration.ofMinutes(9))).isEqualTo(Order.CONTINUE);

    renew(worker, attempt, Duration.ofMinutes(1));
    limits.enforce();
    assertThat(worker.beat(attempt.id()).leases().getFirst().order()).isEqualTo(Order.PREEMPT);
    assertThat(attempt.end(EndCause.PREEMPTED).status()).isEqualTo(204);
    assertThat(attempt.end(EndCause.PREEMPTED).status()).isEqualTo(204);

    JsonNode view = http.get("/api/v1/jobs/" + job).json();
    assertThat(view.get("state").asString()).isEqualTo("FAILED");
    assertThat(view.get("failureCause").asString()).isEqualTo("TIME_LIMIT");
    assertThat(view.get("failureMessage").asString())
        .contains("timeLimitMinutes", "queue it again");
    http.post("/api/v1/jobs/" + job + "/requeue");
    worker.beat();
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(worker.takeOne().assignment().jobId()).isEqualTo(job);
    limits.enforce();
    assertThat(state(job)).isEqualTo("ASSIGNED");
  }

  @Test
  void aTrainerThatDoesNotStopInTimeLosesItsLease() {
    TestWorker worker = fleet.register(1);
    UUID job = submit("\"timeLimitMinutes\": 1");
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    renew(worker, attempt, Duration.ofMinutes(1));
    limits.enforce();
    renew(worker, attempt, Duration.ofMinutes(1));
    limits.enforce();
    assertThat(state(job)).isEqualTo("PREEMPTING");

    renew(worker, attempt, Duration.ofMinutes(1));
    limits.enforce();

    assertThat(state(job)).isEqualTo("FAILED");
    assertThat(worker.beat(attempt.id()).leases().getFirst().validMillis()).isZero();
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(409);
  }

  /// The time that earlier attempts took counts.
  @Test
  void aLostWorkerGivesNoTimeBack() {
    TestWorker worker = fleet.register(1);
    UUID job = submit("\"timeLimitMinutes\": 10");
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    clock.advance(Duration.ofMinutes(4));
    reaper.reap();
    assertThat(state(job)).isEqualTo("QUEUED");

    fleet.restart();

    assertThat(
            jdbc.sql("SELECT deadline_at FROM attempt WHERE ended_at IS NULL")
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single())
        .isEqualTo(clock.instant().plus(Duration.ofMinutes(6)));
  }

  @Test
  void trainersDoNotSayWhatIsTheServersToSay() {
    TestAttempt attempt = fleet.start();
    for (EndCause cause : List.of(EndCause.TIME_LIMIT, EndCause.DEPENDENCY_FAILED)) {
      assertThat(attempt.end(cause).status()).isEqualTo(422);
    }
  }

  /// Heartbeats all the way, so that the lease lasts.
  private Order renew(TestWorker worker, TestAttempt attempt, Duration time) {
    Order order = Order.CONTINUE;
    for (long seconds = 0; seconds < time.toSeconds(); seconds += 10) {
      clock.advance(Duration.ofSeconds(10));
      order = worker.beat(attempt.id()).leases().getFirst().order();
    }
    return order;
  }

  private UUID submit(String scheduling) {
    return fleet.submit(spec -> with(spec, scheduling));
  }

  private TestHttp.Answer submission(String scheduling) {
    return http.post("/api/v1/jobs", spec(scheduling));
  }

  private static String spec(String scheduling) {
    return with(TestFleet.SPEC, scheduling);
  }

  private static String with(String spec, String scheduling) {
    return spec.replace(
        "\"checkpoints\"", "\"scheduling\": {%s}, \"checkpoints\"".formatted(scheduling));
  }

  private JsonNode waiting(UUID job) {
    return http.get("/api/v1/jobs/" + job).json().get("waiting");
  }

  private String state(UUID job) {
    return jdbc.sql("SELECT state FROM job WHERE id = ?").param(job).query(String.class).single();
  }
}
