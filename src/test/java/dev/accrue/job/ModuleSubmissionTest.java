package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.ModuleCheck;
import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestModels;
import dev.accrue.testing.TestServer;
import dev.accrue.testing.TestWorker;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A job with a module of the user's own is accepted when a worker has seen the module run.
@TestServer
@Import(TestFleet.class)
@TestPropertySource(properties = "accrue.module-check.timeout=3s")
class ModuleSubmissionTest {

  private static final JsonMapper JSON = new JsonMapper();

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
    TestModels.insert(jdbc, "net", ModelKind.TORCHSCRIPT);
    jdbc.sql("TRUNCATE module_check").update();
  }

  private static String spec(String module, String more) {
    return """
    {"apiVersion": "accrue/v1", "name": "mine",
     "model": {"architecture": "torchscript", "module": "%s"}, %s
     "data": {"dataset": "digits", "trainSplit": "train", "validationSplit": "test"},
     "training": {"batch": {"effective": 10, "micro": 5}, "optimizerSteps": 10,
       "optimizer": {"name": "sgd"}, "learningRate": 0.1}}
    """
        .formatted(module, more);
  }

  private CompletableFuture<TestHttp.Answer> submit(TestHttp http) {
    return CompletableFuture.supplyAsync(() -> http.post("/api/v1/jobs", spec("net", "")));
  }

  private static ModuleCheck take(TestWorker worker) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < deadline) {
      HeartbeatReply reply = worker.beat();
      if (!reply.checks().isEmpty()) {
        return reply.checks().getFirst();
      }
    }
    throw new AssertionError("no check was handed out");
  }

  private TestHttp as(ModuleCheck check) {
    return clients.anonymous().with("Authorization", "Bearer " + check.token());
  }

  private static String path(ModuleCheck check, String rest) {
    return "/worker/v1/checks/" + check.checkId() + rest;
  }

  @Test
  void aModuleThatAWorkerSawRunIsAcceptedAndNotTriedTwice() throws Exception {
    TestWorker worker = fleet.register(1);
    TestHttp person = clients.administrator();
    CompletableFuture<TestHttp.Answer> submission = submit(person);
    ModuleCheck check = take(worker);
    ModuleCheckTask task =
        JSON.readValue(as(check).get(path(check, "")).text(), ModuleCheckTask.class);
    assertThat(task.sampleShape()).containsExactly(1L, 28L, 28L);
    assertThat(task.targets())
        .containsExactly(new ModuleCheckTask.Target("target", ModuleCheckTask.Kind.CLASS, 0));
    assertThat(report(check, new ModuleCheckResult(true, "")).status()).isEqualTo(204);
    assertThat(submission.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
    assertThat(report(check, new ModuleCheckResult(true, "")).status()).isEqualTo(401);
    assertThat(submit(person).get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
    assertThat(worker.beat().checks()).isEmpty();
  }

  private TestHttp.Answer report(ModuleCheck check, ModuleCheckResult result) {
    return as(check).post(path(check, "/result"), JSON.writeValueAsString(result));
  }

  @Test
  void aModuleThatDoesNotFitIsRefusedWithTheReason() throws Exception {
    TestWorker worker = fleet.register(1);
    CompletableFuture<TestHttp.Answer> submission = submit(clients.administrator());
    report(take(worker), new ModuleCheckResult(false, "module net gives 2 outputs"));
    TestHttp.Answer answer = submission.get(30, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(422);
    JsonNode violation = answer.json().get("violations").get(0);
    assertThat(violation.get("field").stringValue()).isEqualTo("model.module");
    assertThat(violation.get("message").stringValue()).isEqualTo("module net gives 2 outputs");
    assertThat(jdbc.sql("SELECT count(*) FROM job").query(Integer.class).single()).isZero();
  }

  @Test
  void withoutAWorkerTheJobsFirstAttemptMakesTheTrial() throws Exception {
    TestHttp person = clients.administrator();
    TestHttp.Answer answer = submit(person).get(30, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(201);
    String job = answer.json().get("id").stringValue();
    assertThat(person.get("/api/v1/jobs/%s/events".formatted(job)).text())
        .contains("CHECK_DEFERRED");
  }

  @Test
  void aWorkerThatSaysNothingHoldsTheSubmissionForNoLongerThanTheTimeout() throws Exception {
    TestWorker worker = fleet.register(1);
    CompletableFuture<TestHttp.Answer> submission = submit(clients.administrator());
    ModuleCheck check = take(worker);
    assertThat(submission.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
    assertThat(report(check, new ModuleCheckResult(false, "late")).status()).isEqualTo(401);
  }

  @Test
  void aSubmissionThatIsSentAgainIsTheSameJobWithoutAnotherTrial() throws Exception {
    TestHttp person = clients.administrator().with("Idempotency-Key", UUID.randomUUID().toString());
    TestHttp.Answer first = submit(person).get(30, TimeUnit.SECONDS);
    TestWorker worker = fleet.register(1);
    TestHttp.Answer again = submit(person).get(30, TimeUnit.SECONDS);
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    assertThat(worker.beat().checks()).isEmpty();
  }

  @Test
  void aTokenOpensItsOwnTrialOnly() throws Exception {
    TestWorker worker = fleet.register(1);
    CompletableFuture<TestHttp.Answer> one = submit(clients.administrator());
    ModuleCheck check = take(worker);
    ModuleCheck other = new ModuleCheck(UUID.randomUUID(), check.token(), 1);
    assertThat(as(check).get(path(other, "")).status()).isEqualTo(403);
    assertThat(as(check).get("/api/v1/jobs").status()).isEqualTo(401);
    assertThat(as(check).get("/worker/v1/attempts/" + UUID.randomUUID()).status()).isEqualTo(401);
    assertThat(worker.http().get(path(check, "")).status()).isEqualTo(401);
    report(check, new ModuleCheckResult(true, ""));
    one.get(30, TimeUnit.SECONDS);
  }

  @Test
  void namesOfFilesThatAreNotThereAreRefused() {
    TestHttp person = clients.administrator();
    for (String[] bad :
        List.of(
            new String[] {"other", "", "model.module"},
            new String[] {
              "net", "\"initialWeights\": {\"weights\": \"base\"},", "initialWeights.weights"
            },
            new String[] {
              "net",
              "\"initialWeights\": {\"checkpoint\": \"%s\"},".formatted(UUID.randomUUID()),
              "initialWeights.checkpoint"
            },
            new String[] {"net", "\"initialWeights\": {\"strict\": false},", "initialWeights"},
            new String[] {
              "net", "\"initialWeights\": {\"checkpoint\": \"x\"},", "initialWeights.checkpoint"
            })) {
      TestHttp.Answer answer = person.post("/api/v1/jobs", spec(bad[0], bad[1]));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
      assertThat(answer.json().get("violations").get(0).get("field").stringValue())
          .isEqualTo(bad[2]);
    }
  }
}
