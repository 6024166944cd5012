package dev.accrue.testing;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.team.Token;
import dev.accrue.team.TokenIssuer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Workers, and jobs for them, over HTTP.
@TestConfiguration(proxyBeanMethods = false)
public class TestFleet {

  static final JsonMapper JSON = new JsonMapper();

  /// What `submit` submits.
  public static final String SPEC =
      """
      {"apiVersion": "accrue/v1", "name": "test",
       "model": {"architecture": "mlp", "hidden": [8]},
       "data": {"dataset": "digits", "trainSplit": "train", "validationSplit": "test"},
       "training": {"batch": {"effective": 10, "micro": 5}, "optimizerSteps": 1000,
         "optimizer": {"name": "sgd"}, "learningRate": 0.1},
       "checkpoints": {"everyOptimizerSteps": 10, "keepLast": 2}, "retries": {"max": 1}}
      """;

  private final HttpClients clients;
  private final TokenIssuer tokens;
  private final JdbcClient jdbc;
  private final SchedulingTick scheduling;
  private @Nullable Token token;

  TestFleet(HttpClients clients, TokenIssuer tokens, JdbcClient jdbc, SchedulingTick scheduling) {
    this.clients = clients;
    this.tokens = tokens;
    this.jdbc = jdbc;
    this.scheduling = scheduling;
  }

  /// Removes all jobs, workers and blobs, and lets the queue go on.
  public void clear() {
    truncate();
    jdbc.sql("UPDATE queue_switch SET paused_at = NULL").update();
    TestDatasets.insert(jdbc, null, "digits", 1000, 100, "28,28");
  }

  /// Locks the tables in another order than the server's own work, so that PostgreSQL may end one
  /// of the two; then it is tried again.
  private void truncate() {
    while (true) {
      try {
        jdbc.sql("TRUNCATE job, worker, dataset, blob CASCADE").update();
        return;
      } catch (PessimisticLockingFailureException e) {
        Thread.onSpinWait();
      }
    }
  }

  /// Submits a job of 1,000 optimizer steps that keeps two checkpoints and may retry once.
  public UUID submit() {
    return submit(spec -> spec);
  }

  /// Submits such a job that needs several devices of one worker.
  public UUID submit(int devices) {
    String resources = "\"resources\": {\"devices\": %d}, \"checkpoints\"".formatted(devices);
    return submit(spec -> spec.replace("\"checkpoints\"", resources));
  }

  /// Submits such a job with something changed in its spec.
  public UUID submit(UnaryOperator<String> change) {
    TestHttp.Answer answer = clients.administrator().post("/api/v1/jobs", change.apply(SPEC));
    if (answer.status() != 201) {
      throw new AssertionError("the job was refused: " + answer);
    }
    return UUID.fromString(answer.json().get("id").stringValue());
  }

  /// A worker with so many devices that has just registered.
  public TestWorker register(int devices) {
    return register(UUID.randomUUID(), devices);
  }

  /// A new incarnation of a worker.
  public TestWorker register(UUID workerId, int devices) {
    UUID incarnation = UUID.randomUUID();
    TestHttp http = asWorker();
    List<DeviceInfo> infos =
        IntStream.range(0, devices)
            .mapToObj(ordinal -> DeviceInfo.cpuSlot(ordinal, "slot", 1L << 30, 1))
            .toList();
    String name = "worker-" + workerId.toString().substring(0, 8);
    RegisterWorker body = new RegisterWorker(workerId, incarnation, name, Map.of(), infos);
    TestHttp.Answer answer = http.post("/worker/v1/workers", JSON.writeValueAsString(body));
    if (answer.status() != 200) {
      throw new AssertionError("the worker was refused: " + answer);
    }
    return new TestWorker(workerId, incarnation, http, clients.anonymous());
  }

  /// A client with the worker token, or another one when that was revoked.
  public TestHttp asWorker() {
    if (token == null || revoked(token)) {
      token = tokens.issueWorkerToken("test");
    }
    return clients.anonymous().with("Authorization", "Bearer " + token.secret());
  }

  private boolean revoked(Token issued) {
    return jdbc.sql("SELECT revoked_at IS NOT NULL FROM worker_token WHERE token_hash = ?")
        .param(issued.hash())
        .query(Boolean.class)
        .single();
  }

  /// Submits a job, schedules it on a new worker and starts its attempt.
  public TestAttempt start() {
    UUID job = submit();
    TestAttempt attempt = restart();
    if (!attempt.assignment().jobId().equals(job)) {
      throw new AssertionError("another job was assigned");
    }
    return attempt;
  }

  /// Schedules the one job that waits on a new worker, at once if it is to be tried again, and
  /// starts its attempt. Workers before it have fallen silent, so that nothing else can get the
  /// job.
  public TestAttempt restart() {
    jdbc.sql("UPDATE worker SET last_heartbeat_at = '-infinity'").update();
    jdbc.sql("UPDATE job SET not_before_at = NULL").update();
    TestWorker worker = register(1);
    scheduling.tick();
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    return attempt;
  }
}
