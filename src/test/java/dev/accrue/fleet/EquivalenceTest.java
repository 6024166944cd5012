package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.EquivalenceReport;
import dev.accrue.api.worker.EquivalenceResult;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class EquivalenceTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private SchedulingTick scheduling;
  @Autowired private Heartbeats heartbeats;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  private static String path(UUID job) {
    return "/api/v1/jobs/" + job + "/equivalence";
  }

  private TestHttp.Answer ask(UUID job) {
    return clients.administrator().post(path(job), "");
  }

  private JsonNode look(UUID job) {
    return clients.administrator().get(path(job)).json();
  }

  private @Nullable Long asked(TestWorker worker, TestAttempt attempt) {
    return heartbeats
        .beat(worker.id(), new Heartbeat(worker.incarnation(), List.of(attempt.id())))
        .leases()
        .getFirst()
        .equivalenceRequest();
  }

  private static EquivalenceResult result(@Nullable Long request, String sentence) {
    return new EquivalenceResult(
        request,
        new EquivalenceReport(
            3,
            96,
            24,
            96,
            0.12,
            3e-7,
            true,
            sentence,
            List.of(new EquivalenceReport.ParameterDifference("layers.1.weight", 0.12))));
  }

  @Test
  void aRequestOfAQueuedJobGoesToItsTrainerAndComesBackWithAResult() {
    UUID job = fleet.submit();
    assertThat(clients.administrator().get(path(job)).status()).isEqualTo(404);
    TestHttp.Answer first = ask(job);
    assertThat(first.status()).as(first.toString()).isEqualTo(202);
    assertThat(first.json().get("state").asString()).isEqualTo("OPEN");
    assertThat(ask(job).json()).isEqualTo(first.json()); // the same request
    assertThat(events(job, "EQUIVALENCE_REQUESTED")).isEqualTo(1);

    TestWorker worker = fleet.register(1);
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    Long request = asked(worker, attempt);
    assertThat(request).isNotNull();
    assertThat(asked(worker, attempt)).isEqualTo(request); // until it is done
    assertThat(attempt.post("/equivalence", result(request, "agrees")).status()).isEqualTo(204);
    assertThat(attempt.post("/equivalence", result(request, "again")).status()).isEqualTo(204);

    assertThat(asked(worker, attempt)).isNull();
    JsonNode done = look(job);
    assertThat(done.get("state").asString()).isEqualTo("DONE");
    assertThat(done.get("attemptNumber").asInt()).isEqualTo(1);
    assertThat(done.get("result").get("sentence").asString()).isEqualTo("agrees");
    assertThat(done.get("result").get("worst").get(0).get("parameter").asString())
        .isEqualTo("layers.1.weight");
  }

  @Test
  void theNextAttemptDoesAnOpenRequest() {
    UUID job = fleet.submit();
    TestWorker worker = fleet.register(1);
    scheduling.tick();
    TestAttempt lost = worker.takeOne();
    lost.describe();
    ask(job);
    lost.end(EndCause.PREEMPTED);
    scheduling.tick();
    TestAttempt next = worker.takeOne();
    next.describe();
    Long request = asked(worker, next);
    assertThat(request).isNotNull();
    assertThat(lost.post("/equivalence", result(request, "stale")).status()).isEqualTo(409);
    assertThat(look(job).get("state").asString()).isEqualTo("OPEN");
    next.post("/equivalence", result(request, "agrees"));
    assertThat(look(job).get("attemptNumber").asInt()).isEqualTo(2);
  }

  @Test
  void aJobThatHasEndedIsAnsweredWithWhatToDo() {
    TestAttempt attempt = fleet.start();
    UUID job = attempt.assignment().jobId();
    ask(job);
    attempt.end(EndCause.SUCCEEDED);
    assertThat(look(job).get("state").asString()).isEqualTo("MISSED");
    TestHttp.Answer answer = ask(job);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text()).contains("submit it again with training.checkEquivalence: true");
  }

  @Test
  void whatTheSpecAskedForIsKeptOnce() {
    TestAttempt attempt = fleet.start();
    UUID job = attempt.assignment().jobId();
    attempt.post("/equivalence", result(null, "first window"));
    attempt.post("/equivalence", result(null, "sent twice"));
    assertThat(look(job).get("result").get("sentence").asString()).isEqualTo("first window");
    assertThat(look(job).get("requestedBy").isNull()).isTrue();
    assertThat(jdbc.sql("SELECT count(*) FROM equivalence_check").query(Long.class).single())
        .isEqualTo(1);
  }

  @Test
  void othersTeamsJobsDoNotExistAndViewersOnlyLook() {
    UUID job = fleet.submit();
    ask(job);
    UUID others = clients.newTeam("equivalence-others");
    TestHttp stranger = member("equivalence-stranger", others, "MAINTAINER");
    assertThat(stranger.post(path(job), "").status()).isEqualTo(404);
    assertThat(stranger.get(path(job)).status()).isEqualTo(404);
    UUID own =
        jdbc.sql("SELECT team_id FROM job WHERE id = ?").param(job).query(UUID.class).single();
    TestHttp viewer = member("equivalence-viewer", own, "VIEWER");
    assertThat(viewer.post(path(job), "").status()).isEqualTo(403);
    assertThat(viewer.get(path(job)).status()).isEqualTo(200);
    assertThat(clients.anonymous().post(path(job), "").status()).isIn(401, 403);
    assertThat(fleet.asWorker().post(path(job), "").status()).isIn(401, 403);
  }

  private TestHttp member(String name, UUID team, String role) {
    UUID user = clients.newUser(name);
    clients.join(user, team, role);
    return clients.withTokenOf(user);
  }

  private long events(UUID job, String kind) {
    return jdbc.sql("SELECT count(*) FROM job_event WHERE job_id = ? AND kind = ?")
        .params(job, kind)
        .query(Long.class)
        .single();
  }
}
