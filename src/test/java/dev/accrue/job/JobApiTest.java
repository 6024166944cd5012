package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@TestServer
class JobApiTest {

  private static final String JOBS = "/api/v1/jobs";

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @BeforeAll
  static void data(@Autowired JdbcClient jdbc) {
    TestDatasets.insert(jdbc, null, "images", 1000, 100, "28,28");
  }

  /// A team with somebody of each role, and somebody of another team.
  private record People(UUID team, TestHttp member, TestHttp viewer, TestHttp stranger) {}

  private People people(String team) {
    UUID teamId = clients.newTeam(team);
    UUID other = clients.newTeam(team + "-others");
    return new People(
        teamId,
        user(team + "-member", teamId, "MEMBER"),
        user(team + "-viewer", teamId, "VIEWER"),
        user(team + "-stranger", other, "MAINTAINER"));
  }

  private TestHttp user(String name, UUID team, String role) {
    UUID user = clients.newUser(name);
    clients.join(user, team, role);
    return clients.withTokenOf(user);
  }

  @Test
  void queuesAJobWithEveryDefaultFilledIn() {
    People people = people("defaults");

    TestHttp.Answer created = people.member().post(JOBS, spec("first"));

    assertThat(created.status()).as(created.toString()).isEqualTo(201);
    JsonNode job = created.json();
    assertThat(created.header("Location")).isEqualTo(JOBS + "/" + job.get("id").asString());
    assertThat(job.get("state").asString()).isEqualTo("QUEUED");
    assertThat(job.get("team").asString()).isEqualTo("defaults");
    assertThat(job.get("createdBy").asString()).isEqualTo("defaults-member");
    assertThat(job.get("totalOptimizerSteps").asLong()).isEqualTo(2 * 8);
    assertThat(job.get("attempts").asInt()).isZero();
    assertThat(job.get("trainLoss").isNull()).isTrue();
    assertThat(CanonicalSpec.read(job.get("spec").toString()))
        .isEqualTo(
            CanonicalSpec.read(
                """
                {"apiVersion": "accrue/v1", "name": "first", "team": "defaults",
                 "model": {"architecture": "cnn", "channels": [16, 32], "hidden": [128],
                           "batchNorm": true, "dropout": 0.0},
                 "data": {"dataset": "images", "trainSplit": "train", "validationSplit": "test"},
                 "training": {"batch": {"effective": 128, "micro": 32}, "epochs": 2,
                   "optimizer": {"name": "adamw", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
                                 "weightDecay": 0.01},
                   "learningRate": 0.001, "seed": 0, "lossNormalization": "window",
                   "lastWindow": "step", "batchNormMomentum": "adjusted", "precision": "fp32",
                   "maxSkippedStepsInARow": 10},
                 "checkpoints": {"everyOptimizerSteps": 100, "keepLast": 3},
                 "retries": {"max": 2}}
                """));
    assertThat(withoutWaiting(people.member().get(created.header("Location")).json()))
        .isEqualTo(withoutWaiting(job));
  }

  @Test
  void keepsTheCanonicalSpecAndItsHash() {
    People people = people("canonical");
    JsonNode job = people.member().post(JOBS, spec("hashed")).json();

    var row =
        jdbc.sql(
                "SELECT spec::text AS spec, encode(spec_sha256, 'hex') AS sha256 FROM job WHERE id = ?")
            .param(UUID.fromString(job.get("id").asString()))
            .query()
            .singleRow();

    String canonical = CanonicalSpec.write(CanonicalSpec.read(String.valueOf(row.get("spec"))));
    assertThat(row.get("sha256"))
        .isEqualTo(CanonicalSpec.sha256Hex(CanonicalSpec.read(canonical)))
        .isEqualTo(CanonicalSpec.sha256Hex(CanonicalSpec.read(job.get("spec").toString())));
    assertThat(HexFormat.of().parseHex(String.valueOf(row.get("sha256")))).hasSize(32);
  }

  @Test
  void readsYamlAsItReadsJson() {
    People people = people("yaml");
    String yaml =
        """
        apiVersion: accrue/v1
        name: from yaml
        model: {architecture: mlp, hidden: []}
        data: {dataset: images}
        training:
          batch: {effective: 100}
          optimizerSteps: 7
          optimizer: {name: sgd, nesterov: true}
        """;

    TestHttp.Answer created =
        people.member().post(JOBS, "application/yaml", yaml.getBytes(StandardCharsets.UTF_8));

    assertThat(created.status()).as(created.toString()).isEqualTo(201);
    JsonNode training = created.json().get("spec").get("training");
    assertThat(created.json().get("totalOptimizerSteps").asLong()).isEqualTo(7);
    assertThat(training.get("learningRate").asDouble()).isEqualTo(0.01);
    assertThat(training.get("optimizer").toString())
        .contains("\"name\":\"sgd\"")
        .contains("\"momentum\":0.9")
        .contains("\"nesterov\":true");
  }

  @Test
  void aSpecThatWasAnsweredCanBeSubmittedAgain() {
    People people = people("again");
    JsonNode spec = people.member().post(JOBS, spec("again")).json().get("spec");

    TestHttp.Answer again = people.member().post(JOBS, spec.toString());

    assertThat(again.status()).as(again.toString()).isEqualTo(201);
    assertThat(again.json().get("spec")).isEqualTo(spec);
  }

  @Test
  void theSameIdempotencyKeyIsTheSameJob() {
    People people = people("idempotent");
    TestHttp client = people.member().with("Idempotency-Key", "k-1");

    TestHttp.Answer first = client.post(JOBS, spec("once"));
    TestHttp.Answer second = client.post(JOBS, spec("once"));
    TestHttp.Answer other = client.post(JOBS, spec("twice"));

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(withoutWaiting(second.json())).isEqualTo(withoutWaiting(first.json()));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().get("violations").get(0).get("field").asString())
        .isEqualTo("Idempotency-Key");
    assertThat(people.member().get(JOBS).json().get("items")).hasSize(1);
    TestHttp.Answer odd = people.member().with("Idempotency-Key", "a b").post(JOBS, spec("once"));
    assertThat(odd.status()).as(odd.toString()).isEqualTo(422);
  }

  @Test
  void pagesThroughAllJobsFromTheNewest() {
    People people = people("pages");
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      submitted.addFirst(people.member().post(JOBS, spec("job " + i)).json().get("id").asString());
    }
    // Jobs of the same instant are told apart by their ids.
    jdbc.sql("UPDATE job SET created_at = '2026-01-01T00:00:00.123456Z' WHERE team_id = ?")
        .param(people.team())
        .update();

    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = people.viewer().get(JOBS + "?limit=3" + cursor).json();
      page.get("items").forEach(job -> listed.add(job.get("id").asString()));
      cursor =
          page.get("nextCursor").isNull() ? "" : "&cursor=" + page.get("nextCursor").asString();
    } while (!cursor.isEmpty());

    assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(submitted);
  }

  @Test
  void listsTheNewestFirstOfAllOfTheCallersTeams() {
    UUID one = clients.newTeam("one");
    UUID two = clients.newTeam("two");
    UUID user = clients.newUser("both");
    clients.join(user, one, "MEMBER");
    clients.join(user, two, "MEMBER");
    TestHttp http = clients.withTokenOf(user);
    for (String team : List.of("one", "two", "one", "two")) {
      TestHttp.Answer answer =
          http.post(JOBS, spec("job").replaceFirst("\\{", "{\"team\":\"" + team + "\","));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    assertThat(http.get(JOBS).json().get("items").findValuesAsString("team"))
        .containsSubsequence("two", "one", "two", "one");
    assertThat(http.get(JOBS + "?team=one").json().get("items")).hasSize(2);
    assertThat(http.get(JOBS + "?team=default").json().get("items")).isEmpty();
    assertThat(http.get(JOBS + "?state=QUEUED").json().get("items")).hasSize(4);
    assertThat(http.get(JOBS + "?state=FAILED").json().get("items")).isEmpty();
    assertThat(http.post(JOBS, spec("which")).json().get("violations").get(0).get("fix").asString())
        .isEqualTo("write one of your teams: one, two");
  }

  @Test
  void refusesQueriesThatMakeNoSense() {
    TestHttp http = people("queries").member();
    for (String query :
        List.of(
            "cursor=x",
            "cursor=eA",
            "limit=0",
            "limit=101",
            "limit=x",
            "state=DONE",
            "q=a%00b",
            "q=a%20b%20c%20d%20e%20f%20g%20h%20i",
            "q=" + "x".repeat(101))) {
      TestHttp.Answer answer = http.get(JOBS + "?" + query);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
      assertThat(answer.json().get("violations").get(0).get("field").asString())
          .isEqualTo(query.substring(0, query.indexOf('=')));
    }
    TestHttp.Answer noId = http.get(JOBS + "/none");
    assertThat(noId.status()).as(noId.toString()).isEqualTo(422);
  }

  @Test
  void cancelsAQueuedJobOnce() {
    People people = people("cancel");
    String job = people.member().post(JOBS, spec("doomed")).header("Location");

    TestHttp.Answer canceled = people.member().post(job + "/cancel");

    assertThat(canceled.status()).as(canceled.toString()).isEqualTo(200);
    assertThat(canceled.json().get("state").asString()).isEqualTo("CANCELED");
    assertThat(canceled.json().get("finishedAt").isNull()).isFalse();
    TestHttp.Answer again = people.member().post(job + "/cancel");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("code").asString()).isEqualTo("WRONG_STATE");
  }

  @Test
  void tellsWhatHappenedToAJob() {
    People people = people("events");
    String job = people.member().post(JOBS, spec("told")).header("Location");
    people.member().post(job + "/cancel");

    // A scheduler may have said meanwhile what the job waits for.
    List<JsonNode> moves =
        people
            .viewer()
            .get(job + "/events")
            .json()
            .valueStream()
            .filter(event -> event.get("kind").asString().equals("TRANSITION"))
            .toList();

    assertThat(moves)
        .extracting(event -> event.get("to").asString())
        .containsExactly("QUEUED", "CANCELED");
    assertThat(moves.getFirst().get("actor").asString()).isEqualTo("events-member");
    assertThat(moves.getLast().get("from").asString()).isEqualTo("QUEUED");
    long first = moves.getFirst().get("id").asLong();
    assertThat(people.viewer().get(job + "/events?after=" + first).json())
        .isNotEmpty()
        .allMatch(event -> event.get("id").asLong() > first);
    assertThat(people.viewer().get(job + "/events?limit=1").json()).hasSize(1);
  }

  @Test
  void viewersSeeAndDoNothing() {
    People people = people("viewers");
    String job = people.member().post(JOBS, spec("seen")).header("Location");

    assertThat(people.viewer().get(job).status()).isEqualTo(200);
    assertProblem(people.viewer().post(job + "/cancel"), 403, "FORBIDDEN");
    assertProblem(people.viewer().post(JOBS, spec("refused")), 403, "FORBIDDEN");
    assertThat(people.viewer().get(JOBS).json().get("items")).hasSize(1);
  }

  @Test
  void jobsOfOtherTeamsDoNotExist() {
    People people = people("hidden");
    String job = people.member().post(JOBS, spec("hidden")).header("Location");

    for (String path : List.of("", "/events")) {
      assertProblem(people.stranger().get(job + path), 404, "NOT_FOUND");
    }
    assertProblem(people.stranger().post(job + "/cancel"), 404, "NOT_FOUND");
    assertThat(people.stranger().get(JOBS).json().get("items")).isEmpty();
    assertThat(people.stranger().get(JOBS + "?team=hidden").json().get("items")).isEmpty();
    assertThat(people.member().get(job).json().get("state").asString()).isEqualTo("QUEUED");
  }

  @Test
  void strangersWithoutATokenAreToldToSignIn() {
    TestHttp anonymous = clients.anonymous();
    String job = JOBS + "/" + UUID.randomUUID();
    for (String path : List.of(JOBS, job, job + "/events", "/api/v1/datasets", "/api/v1/none")) {
      assertProblem(anonymous.get(path), 401, "UNAUTHENTICATED");
    }
    TestHttp withCsrf = anonymous.withCsrf();
    assertProblem(withCsrf.post(JOBS, spec("x")), 401, "UNAUTHENTICATED");
    assertProblem(withCsrf.post(job + "/cancel"), 401, "UNAUTHENTICATED");
  }

  @Test
  void showsTheNewestPointsOfTheNewestAttempt() {
    People people = people("points");
    String job = people.member().post(JOBS, spec("curves")).header("Location");
    UUID jobId = UUID.fromString(job.substring(job.lastIndexOf('/') + 1));
    attempt(jobId, 1, "ended_at = now(), cause = 'LOST_WORKER'", 6, 0.4);
    assertThat(people.member().get(job).json().get("trainLoss").asDouble()).isEqualTo(0.4);

    jdbc.sql("UPDATE attempt SET curve_to_step = 4 WHERE job_id = ?").param(jobId).update();
    assertThat(people.member().get(job).json().get("trainLoss").isNull())
        .as("step 6 counts no longer")
        .isTrue();

    attempt(jobId, 2, "curve_from_step = 4", 5, 0.55);
    JsonNode view = people.member().get(job).json();
    assertThat(view.get("trainLoss").asDouble()).isEqualTo(0.55);
    assertThat(view.get("attempts").asInt()).isEqualTo(2);
    assertThat(view.get("validationAccuracy").isNull()).isTrue();
    assertThat(withoutWaiting(people.member().get(JOBS).json().get("items").get(0)))
        .isEqualTo(withoutWaiting(view));
  }

  @Test
  void aTeamWithTooManyWaitingJobsHasToWait() {
    People people = people("full");
    people.member().post(JOBS, spec("last"));
    jdbc.sql(
            """
            INSERT INTO job (id, team_id, name, spec, spec_sha256, state, max_retries,
                             total_optimizer_steps, created_by, created_at, queued_at)
            SELECT gen_random_uuid(), team_id, name, spec, spec_sha256, state, max_retries,
                   total_optimizer_steps, created_by, created_at, queued_at
              FROM job, generate_series(2, ?) WHERE team_id = ?
            """)
        .params(10_000, people.team())
        .update();

    assertProblem(people.member().post(JOBS, spec("one too many")), 409, "LIMIT_REACHED");
  }

  /// The scheduler says why a job waits whenever it comes by.
  private static JsonNode withoutWaiting(JsonNode job) {
    JsonNode copy = job.deepCopy();
    ((ObjectNode) copy).remove("waiting");
    return copy;
  }

  private void attempt(UUID job, int number, String set, long newestStep, double loss) {
    UUID worker = UUID.randomUUID();
    UUID attempt = UUID.randomUUID();
    jdbc.sql("INSERT INTO worker VALUES (?, 'w', gen_random_uuid(), now(), now())")
        .param(worker)
        .update();
    jdbc.sql(
            """
            INSERT INTO attempt (id, job_id, number, worker_id, incarnation, fencing_token,
                                 lease_expires_at, curve_from_step, assigned_at)
            VALUES (?, ?, ?, ?, gen_random_uuid(), nextval('fencing_token'), now() + interval '1 hour', 0, now())
            """)
        .params(attempt, job, number, worker)
        .update();
    jdbc.sql("UPDATE attempt SET " + set + " WHERE id = ?").param(attempt).update();
    jdbc.sql(
            """
            INSERT INTO series (attempt_id, name, newest_optimizer_step, newest_value)
            VALUES (?, 'train/loss', ?, ?)
            """)
        .params(attempt, newestStep, loss)
        .update();
  }

  private static void assertProblem(TestHttp.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("code").asString()).isEqualTo(code);
  }

  private static String spec(String name) {
    return """
    {"apiVersion": "accrue/v1", "name": "%s", "model": {"architecture": "cnn"},
     "data": {"dataset": "images"}, "training": {"batch": {"effective": 128}, "epochs": 2}}
    """
        .formatted(name);
  }
}
