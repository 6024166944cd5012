package dev.accrue.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Order;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestWorker;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What administrators decide, and what follows for jobs.
@StillServer
class TeamShareTest {

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private TeamStore store;
  @Autowired private AttemptStatus attempts;
  @Autowired private QueueStore queue;
  @Autowired private HttpClients clients;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  private TestHttp administrator;
  private UUID team;
  private String name;
  private TestHttp member;

  @BeforeEach
  void clear() {
    fleet.clear();
    jdbc.sql("DELETE FROM team_usage").update();
    administrator = clients.administrator();
    name = "s" + UUID.randomUUID().toString().substring(0, 8);
    team = clients.newTeam(name);
    member = clients.newMember(team, name + "-member", "MEMBER");
  }

  @Test
  void administratorsChangeSharesAndItIsAudited() {
    Answer changed = administrator.put(share(name), body(2.5, 3, "8", "5"));

    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    JsonNode share = member.get(share(name)).json();
    assertThat(share).isEqualTo(changed.json());
    assertThat(share.get("weight").asDouble()).isEqualTo(2.5);
    assertThat(share.get("guaranteedDevices").asInt()).isEqualTo(3);
    assertThat(share.get("deviceLimit").asInt()).isEqualTo(8);
    assertThat(share.get("runningJobLimit").isNull()).isTrue();
    assertThat(member.get("/api/v1/teams").json().findValuesAsString("team")).containsExactly(name);
    assertThat(administrator.get("/api/v1/teams").json().findValuesAsString("team"))
        .contains(name, "default");
    JsonNode page = administrator.get("/api/v1/audit?limit=1").json();
    JsonNode audited = page.get("items").get(0);
    assertThat(audited.get("kind").asString()).isEqualTo("TEAM_SHARE_CHANGED");
    assertThat(audited.get("subject").asString()).isEqualTo(name);
    assertThat(audited.get("team").asString()).isEqualTo(name);
    assertThat(audited.get("detail").asString())
        .startsWith("weight 2.5, guaranteed devices 3, device limit 8, running jobs unlimited");
    assertThat(audited.get("before").get("weight").asDouble()).isEqualTo(1);
    assertThat(audited.get("after").get("weight").asDouble()).isEqualTo(2.5);
    assertThat(
            administrator
                .get("/api/v1/audit?limit=1&cursor=" + page.get("nextCursor").asString())
                .json()
                .toString())
        .doesNotContain("\"id\":%d,".formatted(audited.get("id").asLong()));
  }

  @Test
  void sharesHaveBounds() {
    assertField(administrator.put(share(name), body(0, 0, "null", "1")), "weight");
    assertField(administrator.put(share(name), body(1, -1, "null", "1")), "guaranteedDevices");
    assertField(administrator.put(share(name), body(1, 3, "2", "1")), "deviceLimit");
    assertField(administrator.put(share(name), body(1, 3, "null", "100001")), "queuedJobLimit");
    assertField(administrator.put(share(name), "{}"), "weight");
  }

  @Test
  void onlyAdministratorsDecideAndNobodySeesOtherTeams() {
    TestHttp viewer = clients.newMember(team, name + "-viewer", "VIEWER");
    UUID other = clients.newTeam(name + "-other");
    TestHttp stranger = clients.newMember(other, name + "-stranger", "MAINTAINER");
    TestHttp unknown = clients.anonymous();
    unknown.get("/api/v1/teams");
    UUID worker = fleet.register(1).id();
    List<String> ofTeam = List.of("/queue/pause", "/queue/resume");
    List<String> ofAll =
        List.of(
            "/api/v1/queue/pause",
            "/api/v1/queue/resume",
            "/api/v1/workers/" + worker + "/drain",
            "/api/v1/workers/" + worker + "/resume");

    assertThat(viewer.get(share(name)).status()).isEqualTo(200);
    assertProblem(stranger.get(share(name)), 404);
    assertProblem(unknown.get(share(name)), 401);
    assertProblem(administrator.get(share("none")), 404);
    assertProblem(member.put(share(name), body(1, 0, "null", "1")), 403);
    assertProblem(stranger.put(share(name), body(1, 0, "null", "1")), 404);
    assertProblem(unknown.withCsrf().put(share(name), body(1, 0, "null", "1")), 401);
    for (String path : ofTeam) {
      assertProblem(member.post("/api/v1/teams/" + name + path), 403);
      assertProblem(stranger.post("/api/v1/teams/" + name + path), 404);
      assertProblem(unknown.withCsrf().post("/api/v1/teams/" + name + path), 401);
    }
    for (String path : ofAll) {
      assertProblem(member.post(path), 403);
      assertProblem(viewer.post(path), 403);
      assertProblem(unknown.withCsrf().post(path), 401);
    }
    assertProblem(member.get("/api/v1/audit"), 403);
    assertProblem(unknown.get("/api/v1/audit"), 401);
    assertProblem(unknown.get("/api/v1/teams"), 401);
    assertProblem(unknown.get("/api/v1/queue"), 401);
    assertThat(member.get("/api/v1/queue").json().get("pausedAt").isNull()).isTrue();
  }

  @Test
  void aTeamMayQueueSoManyJobsAndNoMore() {
    administrator.put(share(name), body(1, 0, "null", "1"));
    assertThat(submit().status()).isEqualTo(201);

    Answer refused = submit();

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("code").asString()).isEqualTo("LIMIT_REACHED");
    assertThat(refused.json().get("detail").asString())
        .isEqualTo(
            "the team %s has 1 jobs waiting already, which is its limit; wait until some have run, cancel some, or ask an administrator for a higher one"
                .formatted(name));
  }

  @Test
  void aTeamAtItsLimitWaitsAndReadsWhy() {
    administrator.put(share(name), body(1, 0, "1", "10"));
    fleet.register(2);
    submit();
    clock.advance(Duration.ofSeconds(1));
    Answer second = submit();

    assertThat(scheduling.tick()).isEqualTo(1);

    JsonNode waiting = member.get(second.header("Location")).json().get("waiting");
    assertThat(waiting.get("code").asString()).isEqualTo("TEAM_DEVICE_LIMIT");
    assertThat(waiting.get("reason").asString())
        .isEqualTo("team %s is at its limit of 1 device".formatted(name));
    assertThat(member.get("/api/v1/jobs").json().get("items").get(0).get("waiting"))
        .isEqualTo(waiting);
  }

  @Test
  void whatIsLentIsReclaimedAndGoesToTheJobThatItWasReclaimedFor() {
    administrator.put(share(name), body(1, 1, "null", "10"));
    TestWorker worker = fleet.register(1);
    UUID borrower = fleet.submit();
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    clock.advance(Duration.ofSeconds(3));
    worker.beat(attempt.id());
    submit();

    assertThat(scheduling.tick()).isZero();
    assertThat(scheduling.tick()).isZero();

    assertThat(worker.beat(attempt.id()).leases().getFirst().order()).isEqualTo(Order.PREEMPT);
    attempt.end(EndCause.PREEMPTED);
    assertThat(scheduling.tick()).isEqualTo(1);
    UUID placed = worker.takeOne().assignment().jobId();
    assertThat(placed).isNotEqualTo(borrower);
    JsonNode waiting = administrator.get("/api/v1/jobs/" + borrower).json().get("waiting");
    assertThat(waiting.get("code").asString()).isEqualTo("RESERVED");
  }

  @Test
  void aPausedQueueStartsNothing() {
    TestWorker worker = fleet.register(1);
    Answer job = submit();
    for (String path : List.of("/api/v1/queue", "/api/v1/teams/" + name + "/queue")) {
      assertThat(administrator.post(path + "/pause").status()).isEqualTo(200);
      assertThat(administrator.post(path + "/pause").json().toString())
          .contains(clock.instant().toString());
      worker.beat();
      assertThat(scheduling.tick()).isZero();
      assertThat(member.get(job.header("Location")).json().get("waiting").get("code").asString())
          .isEqualTo("QUEUE_PAUSED");
      assertThat(administrator.post(path + "/resume").status()).isEqualTo(200);
    }
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(
            jdbc.sql("SELECT kind FROM audit_event ORDER BY id DESC LIMIT 4")
                .query((row, number) -> row.getString(1))
                .list())
        .containsExactly("QUEUE_RESUMED", "QUEUE_PAUSED", "QUEUE_RESUMED", "QUEUE_PAUSED");
  }

  @Test
  void aDrainedWorkerGetsNothingUntilItIsResumed() {
    TestWorker worker = fleet.register(1);
    submit();
    String path = "/api/v1/workers/" + worker.id();
    assertThat(administrator.post(path + "/drain").status()).isEqualTo(204);
    assertThat(scheduling.tick()).isZero();
    assertThat(worker.beat().draining()).isTrue();

    assertThat(administrator.post(path + "/resume").status()).isEqualTo(204);

    assertThat(scheduling.tick()).isEqualTo(1);
    assertProblem(administrator.post("/api/v1/workers/" + UUID.randomUUID() + "/drain"), 404);
    assertField(
        administrator.post(path + "/drain", "{\"preemptAfterMinutes\": -1}"),
        "preemptAfterMinutes");
  }

  @Test
  void aWorkerThatIsGoneCanBeRemoved() {
    TestWorker worker = fleet.register(1);
    String path = "/api/v1/workers/" + worker.id();
    Answer refused = administrator.delete(path);
    assertProblem(refused, 409);
    assertThat(refused.text()).contains("stop its process first");
    clock.advance(Duration.ofSeconds(10));
    assertProblem(member.delete(path), 403);

    assertThat(administrator.delete(path).status()).isEqualTo(204);

    assertThat(member.get("/api/v1/workers").json()).isEmpty();
    assertProblem(administrator.delete(path), 404);
    assertThat(
            jdbc.sql("SELECT kind FROM audit_event ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single())
        .isEqualTo("WORKER_REMOVED");
    worker.beat();
    assertThat(member.get("/api/v1/workers").json()).hasSize(1);
  }

  @Test
  void jobsWhoseMemoryFitsShareADevice() {
    TestWorker worker = fleet.register(1);
    String half = "\"resources\": {\"deviceMemory\": \"512 MiB\"}, \"checkpoints\"";
    for (int i = 0; i < 3; i++) {
      fleet.submit(spec -> spec.replace("\"checkpoints\"", half));
    }

    assertThat(scheduling.tick()).isEqualTo(2);

    assertThat(worker.beat().assignments())
        .allSatisfy(it -> assertThat(it.devices().getFirst().memoryBytes()).isEqualTo(512L << 20));
  }

  /// A device for two half-lives, which ended one half-life ago.
  @Test
  void usageIsCountedOnceAndDecays() {
    Duration halfLife = Duration.ofHours(24);
    double whole = halfLife.toSeconds() / Math.log(2);
    TestWorker worker = fleet.register(1);
    submit();
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    jdbc.sql("UPDATE attempt SET lease_expires_at = 'infinity'").update();
    clock.advance(halfLife.multipliedBy(2));
    assertThat(used()).isCloseTo(whole * 0.75, within(1e-6 * whole));

    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    clock.advance(halfLife);
    assertThat(used()).isCloseTo(whole * 0.375, within(1e-6 * whole));
    store.settle();
    store.settle();

    assertThat(used()).isCloseTo(whole * 0.375, within(1e-6 * whole));
    clock.advance(halfLife);
    assertThat(used()).isCloseTo(whole * 0.1875, within(1e-6 * whole));
    clock.advance(halfLife.multipliedBy(5_000));
    assertThat(used()).isCloseTo(0, within(1e-6));
  }

  @Test
  void aTeamThatUsedLessComesFirst() {
    UUID idle = clients.newTeam(name + "-idle");
    TestHttp idleMember = clients.newMember(idle, name + "-idle", "MEMBER");
    jdbc.sql("INSERT INTO team_usage VALUES (?, 100000, now())").param(team).update();
    submit();
    clock.advance(Duration.ofSeconds(1));
    idleMember.post("/api/v1/jobs", TestFleet.SPEC);
    TestWorker worker = fleet.register(1);

    assertThat(scheduling.tick()).isEqualTo(1);

    UUID placed = worker.takeOne().assignment().jobId();
    assertThat(idleMember.get("/api/v1/jobs/" + placed).status()).isEqualTo(200);
  }

  @Test
  void aReasonIsToldWhenItChangesAndNotTooOften() {
    UUID job = fleet.submit();
    for (int i = 0; i < 3; i++) {
      administrator.post("/api/v1/jobs/" + job + "/hold");
      scheduling.tick();
      administrator.post("/api/v1/jobs/" + job + "/release");
      scheduling.tick();
    }
    assertThat(told(job)).hasSize(1);

    clock.advance(WaitStore.BETWEEN_EVENTS);
    scheduling.tick();
    scheduling.tick();

    assertThat(told(job)).hasSize(2);
    assertThat(told(job).getLast()).startsWith("needs 1 whole device");
  }

  /// 100 of 1,000 steps took 100 s.
  @Test
  void durationsRestOnMeasuredSteps() {
    TestWorker worker = fleet.register(1);
    UUID first = fleet.submit();
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    jdbc.sql("UPDATE attempt SET started_at = ?, lease_expires_at = 'infinity'")
        .param(Timestamp.from(clock.instant()))
        .update();
    attempt.sendLosses(1, 100, 1);
    clock.advance(Duration.ofSeconds(100));
    assertThat(attempts.findLive().getFirst().expectedEnd())
        .isEqualTo(clock.instant().plusSeconds(900));

    worker.beat(attempt.id());
    UUID second = fleet.submit();
    scheduling.tick();
    JsonNode waiting = administrator.get("/api/v1/jobs/" + second).json().get("waiting");
    assertThat(Instant.parse(waiting.get("estimatedStart").asString()))
        .isEqualTo(clock.instant().plusSeconds(900));
    assertThat(Instant.parse(waiting.get("earliestStart").asString()))
        .isBefore(clock.instant().plusSeconds(900));
    assertThat(waiting.get("durationsKnown").asBoolean()).isTrue();
    administrator.post("/api/v1/jobs/" + second + "/cancel");

    attempt.end(EndCause.PREEMPTED);
    assertThat(queue.findQueue(clock.instant()).ready().getFirst().expectedRemaining())
        .isEqualTo(Duration.ofMinutes(15));

    jdbc.sql("UPDATE job SET state = 'SUCCEEDED', finished_at = now() WHERE id = ?")
        .param(first)
        .update();
    fleet.submit();
    assertThat(queue.findQueue(clock.instant()).ready().getFirst().expectedRemaining())
        .isEqualTo(Duration.ofSeconds(1000));
  }

  private double used() {
    return store.findShares(List.of(team)).getFirst().usedDeviceSeconds();
  }

  private List<String> told(UUID job) {
    return jdbc.sql(
            "SELECT reason FROM job_event WHERE job_id = ? AND kind = 'WAITING' ORDER BY id")
        .param(job)
        .query((row, number) -> row.getString(1))
        .list();
  }

  private Answer submit() {
    return member.post("/api/v1/jobs", TestFleet.SPEC);
  }

  private static String share(String team) {
    return "/api/v1/teams/" + team + "/share";
  }

  private static String body(double weight, int guaranteed, String limit, String queued) {
    return """
    {"weight": %s, "guaranteedDevices": %d, "deviceLimit": %s, "runningJobLimit": null,
     "runningJobsPerUser": null, "queuedJobLimit": %s}
    """
        .formatted(weight, guaranteed, limit, queued);
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  private static void assertField(Answer answer, String field) {
    assertProblem(answer, 422);
    assertThat(answer.json().get("violations").findValuesAsString("field"))
        .as(answer.toString())
        .contains(field);
  }
}
