package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Order;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestWorker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class JobOperationTest {

  private static final String JOBS = "/api/v1/jobs/";
  private static final List<String> POSTS =
      List.of("preempt", "hold", "release", "requeue", "front", "cancel");

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
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
  void viewersStrangersAndTheUnknownMayDoNothing() {
    UUID job = fleet.submit();
    UUID team = jdbc.sql("SELECT team_id FROM job").query(UUID.class).single();
    String salt = job.toString().substring(0, 8);
    TestHttp viewer = clients.newMember(team, "viewer-" + salt, "VIEWER");
    UUID otherTeam = clients.newTeam("other-" + salt);
    TestHttp stranger = clients.newMember(otherTeam, "stranger-" + salt, "MAINTAINER");
    TestHttp unknown = clients.anonymous();
    unknown.get(JOBS + job);
    String priority = "{\"priority\": 1}";

    for (String operation : POSTS) {
      assertProblem(viewer.post(JOBS + job + "/" + operation), 403, "FORBIDDEN");
      assertProblem(stranger.post(JOBS + job + "/" + operation), 404, "NOT_FOUND");
      assertProblem(unknown.withCsrf().post(JOBS + job + "/" + operation), 401, "UNAUTHENTICATED");
    }
    assertProblem(viewer.put(JOBS + job + "/priority", priority), 403, "FORBIDDEN");
    assertProblem(stranger.put(JOBS + job + "/priority", priority), 404, "NOT_FOUND");
    assertProblem(
        unknown.withCsrf().put(JOBS + job + "/priority", priority), 401, "UNAUTHENTICATED");
    assertThat(bulk(viewer, "CANCEL", job).get("code").asString()).isEqualTo("FORBIDDEN");
    assertThat(bulk(stranger, "CANCEL", job).get("code").asString()).isEqualTo("NOT_FOUND");
    assertProblem(
        unknown.withCsrf().post(JOBS + "bulk", bulk("CANCEL", List.of(job))),
        401,
        "UNAUTHENTICATED");
    assertThat(events(job)).containsExactly("TRANSITION");
  }

  @Test
  void aHigherPriorityGoesFirst() {
    fleet.submit();
    UUID late = later();

    Answer changed = http.put(JOBS + late + "/priority", "{\"priority\": 7}");

    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.json().get("priority").asInt()).isEqualTo(7);
    assertThat(events(late)).containsExactly("TRANSITION", "PRIORITY_CHANGED");
    http.put(JOBS + late + "/priority", "{\"priority\": 7}");
    assertThat(events(late)).hasSize(2);
    assertThat(first()).isEqualTo(late);
  }

  @Test
  void prioritiesHaveBounds() {
    UUID job = fleet.submit();
    for (String body : List.of("{\"priority\": 101}", "{\"priority\": -101}", "{}")) {
      Answer answer = http.put(JOBS + job + "/priority", body);
      assertProblem(answer, 422, "INVALID_REQUEST");
      assertThat(answer.json().get("violations").get(0).get("field").asString())
          .isEqualTo("priority");
    }
  }

  @Test
  void theFrontIsBeforeAllOthersOfTheTeam() {
    UUID urgent = fleet.submit();
    http.put(JOBS + urgent + "/priority", "{\"priority\": 5}");
    later();
    UUID late = later();

    JsonNode moved = ok(http.post(JOBS + late + "/front"));

    assertThat(moved.get("priority").asInt()).isEqualTo(5);
    ok(http.post(JOBS + late + "/front"));
    assertThat(first()).isEqualTo(late);
  }

  @Test
  void aHeldJobWaitsUntilItIsReleased() {
    UUID job = fleet.submit();
    assertThat(ok(http.post(JOBS + job + "/hold")).get("held").asBoolean()).isTrue();
    ok(http.post(JOBS + job + "/hold"));
    TestWorker worker = fleet.register(1);
    assertThat(scheduling.tick()).isZero();
    JsonNode waiting = http.get(JOBS + job).json().get("waiting");
    assertThat(waiting.get("code").asString()).isEqualTo("HELD");

    assertThat(ok(http.post(JOBS + job + "/release")).get("held").asBoolean()).isFalse();

    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(worker.takeOne().assignment().jobId()).isEqualTo(job);
    assertThat(events(job))
        .containsExactly("TRANSITION", "HELD", "WAITING", "RELEASED", "TRANSITION");
  }

  @Test
  void aRunningJobThatIsHeldGivesItsDeviceBackAndStaysOut() {
    TestWorker worker = fleet.register(1);
    UUID job = fleet.submit();
    scheduling.tick();
    assertProblem(http.post(JOBS + job + "/hold"), 409, "WRONG_STATE");
    TestAttempt attempt = worker.takeOne();
    attempt.describe();

    ok(http.post(JOBS + job + "/hold"));

    assertThat(worker.beat(attempt.id()).leases().getFirst().order()).isEqualTo(Order.PREEMPT);
    attempt.end(EndCause.PREEMPTED);
    assertThat(state(job)).isEqualTo("QUEUED");
    assertThat(scheduling.tick()).isZero();
  }

  @Test
  void aPreemptedJobKeepsItsPlace() {
    TestWorker worker = fleet.register(1);
    UUID job = fleet.submit();
    assertProblem(http.post(JOBS + job + "/preempt"), 409, "WRONG_STATE");
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();

    assertThat(ok(http.post(JOBS + job + "/preempt")).get("state").asString())
        .isEqualTo("PREEMPTING");
    ok(http.post(JOBS + job + "/preempt"));
    attempt.end(EndCause.PREEMPTED);

    later();
    assertThat(first()).isEqualTo(job);
  }

  @Test
  void aCanceledJobCanBeQueuedAgain() {
    UUID job = fleet.submit();
    assertProblem(http.post(JOBS + job + "/requeue"), 409, "WRONG_STATE");
    ok(http.post(JOBS + job + "/cancel"));
    assertThat(jdbc.sql("SELECT count(*) FROM job_reference").query(Integer.class).single())
        .isZero();

    assertThat(ok(http.post(JOBS + job + "/requeue")).get("state").asString()).isEqualTo("QUEUED");

    assertThat(jdbc.sql("SELECT count(*) FROM job_reference").query(Integer.class).single())
        .isPositive();
    assertThat(first()).isEqualTo(job);
  }

  @Test
  void nothingIsQueuedAgainBeyondTheTeamsLimit() {
    UUID job = fleet.submit();
    ok(http.post(JOBS + job + "/cancel"));
    fleet.submit();
    jdbc.sql("UPDATE team SET queued_job_limit = 1 WHERE name = 'default'").update();
    try {
      assertProblem(http.post(JOBS + job + "/requeue"), 409, "LIMIT_REACHED");
    } finally {
      jdbc.sql("UPDATE team SET queued_job_limit = 10000 WHERE name = 'default'").update();
    }
  }

  @Test
  void aBulkOperationTellsOfEachJob() {
    UUID waiting = fleet.submit();
    UUID canceled = later();
    ok(http.post(JOBS + canceled + "/cancel"));
    UUID none = UUID.randomUUID();

    Answer answer = http.post(JOBS + "bulk", bulk("HOLD", List.of(waiting, canceled, none, none)));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    JsonNode items = answer.json().get("items");
    assertThat(items.findValuesAsString("jobId"))
        .containsExactly(waiting.toString(), canceled.toString(), none.toString());
    assertThat(items.get(0).get("done").asBoolean()).isTrue();
    assertThat(items.get(0).get("state").asString()).isEqualTo("QUEUED");
    assertThat(items.get(1).get("code").asString()).isEqualTo("WRONG_STATE");
    assertThat(items.get(2).get("code").asString()).isEqualTo("NOT_FOUND");
    assertThat(http.get(JOBS + waiting).json().get("held").asBoolean()).isTrue();
  }

  @Test
  void bulkOperationsHaveLimits() {
    List<UUID> many =
        Stream.generate(UUID::randomUUID).limit(1001).collect(Collectors.toUnmodifiableList());
    assertProblem(http.post(JOBS + "bulk", bulk("HOLD", many)), 422, "INVALID_REQUEST");
    assertProblem(http.post(JOBS + "bulk", bulk("HOLD", List.of())), 422, "INVALID_REQUEST");
    Answer noPriority = http.post(JOBS + "bulk", bulk("CHANGE_PRIORITY", many.subList(0, 1)));
    assertProblem(noPriority, 422, "INVALID_REQUEST");
    assertThat(noPriority.json().get("violations").get(0).get("field").asString())
        .isEqualTo("priority");
  }

  private UUID later() {
    clock.advance(Duration.ofSeconds(1));
    return fleet.submit();
  }

  /// The job that a new worker with one device gets.
  private UUID first() {
    jdbc.sql("UPDATE worker SET last_heartbeat_at = '-infinity'").update();
    TestWorker worker = fleet.register(1);
    assertThat(scheduling.tick()).isEqualTo(1);
    return worker.takeOne().assignment().jobId();
  }

  private JsonNode bulk(TestHttp client, String operation, UUID job) {
    return ok(client.post(JOBS + "bulk", bulk(operation, List.of(job)))).get("items").get(0);
  }

  private static String bulk(String operation, List<UUID> jobs) {
    return "{\"operation\": \"%s\", \"jobs\": [%s]}"
        .formatted(
            operation, jobs.stream().map("\"%s\""::formatted).collect(Collectors.joining(",")));
  }

  private List<String> events(UUID job) {
    return jdbc.sql("SELECT kind FROM job_event WHERE job_id = ? ORDER BY id")
        .param(job)
        .query((row, number) -> row.getString(1))
        .list();
  }

  private String state(UUID job) {
    return jdbc.sql("SELECT state FROM job WHERE id = ?").param(job).query(String.class).single();
  }

  private static JsonNode ok(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.json().get("code").asString()).isEqualTo(code);
  }
}
