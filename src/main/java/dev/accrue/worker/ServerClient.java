package dev.accrue.worker;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogReceipt;
import dev.accrue.api.worker.ModuleCheck;
import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.api.worker.WakeUp;
import dev.accrue.api.worker.WorkerRegistered;
import dev.accrue.api.worker.WorkerTelemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// The agent's side of `/worker/v1`. Each call is one request: who retries, and for how long, is
/// the caller's business.
final class ServerClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ERROR_CHARACTERS = 500;

  private final URI serverUrl;
  private final String workerToken;
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

  ServerClient(URI serverUrl, String workerToken) {
    this.serverUrl = serverUrl;
    this.workerToken = workerToken;
  }

  WorkerRegistered register(RegisterWorker registration)
      throws IOException, InterruptedException, ServerException {
    return json.readValue(
        post("/worker/v1/workers", registration, workerToken), WorkerRegistered.class);
  }

  HeartbeatReply heartbeat(UUID workerId, Heartbeat heartbeat)
      throws IOException, InterruptedException, ServerException {
    String path = "/worker/v1/workers/%s/heartbeat".formatted(workerId);
    return json.readValue(post(path, heartbeat, workerToken), HeartbeatReply.class);
  }

  void telemetry(UUID workerId, WorkerTelemetry telemetry)
      throws IOException, InterruptedException, ServerException {
    post("/worker/v1/workers/%s/telemetry".formatted(workerId), telemetry, workerToken);
  }

  /// Waits until a heartbeat would bring something, and no longer than that.
  ///
  /// @return whether it would
  boolean awaitWork(WorkerIdentity identity, int waitMillis)
      throws IOException, InterruptedException, ServerException {
    String path =
        "/worker/v1/workers/%s/wake-up?incarnation=%s&waitMillis=%d"
            .formatted(identity.workerId(), identity.incarnation(), waitMillis);
    HttpRequest request =
        HttpRequest.newBuilder(serverUrl.resolve(path))
            .timeout(REQUEST_TIMEOUT.plusMillis(waitMillis))
            .header("Authorization", "Bearer " + workerToken)
            .GET()
            .build();
    return json.readValue(send(request), WakeUp.class).work();
  }

  /// Reports the end of an attempt whose trainer could not do so itself.
  void end(Assignment assignment, AttemptEnd end)
      throws IOException, InterruptedException, ServerException {
    post(assignment, "end", end);
  }

  /// Sends lines of a trainer.
  LogReceipt logs(Assignment assignment, LogBatch batch)
      throws IOException, InterruptedException, ServerException {
    return json.readValue(post(assignment, "logs", batch), LogReceipt.class);
  }

  private String post(Assignment assignment, String what, Object body)
      throws IOException, InterruptedException, ServerException {
    return send(
        request("/worker/v1/attempts/%s/%s".formatted(assignment.attemptId(), what), body)
            .header("Authorization", "Bearer " + assignment.leaseToken())
            .header("Accrue-Fencing-Token", Long.toString(assignment.fencingToken()))
            .build());
  }

  /// Reports a check whose process could not do so itself.
  void checked(ModuleCheck check, ModuleCheckResult result)
      throws IOException, InterruptedException, ServerException {
    post("/worker/v1/checks/%s/result".formatted(check.checkId()), result, check.token());
  }

  private String post(String path, Object body, String token)
      throws IOException, InterruptedException, ServerException {
    return send(request(path, body).header("Authorization", "Bearer " + token).build());
  }

  private HttpRequest.Builder request(String path, Object body) {
    return HttpRequest.newBuilder(serverUrl.resolve(path))
        .timeout(REQUEST_TIMEOUT)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
  }

  private String send(HttpRequest request)
      throws IOException, InterruptedException, ServerException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    String body = response.body();
    throw new ServerException(
        response.statusCode(),
        "%s %s answered %d: %s"
            .formatted(
                request.method(),
                request.uri(),
                response.statusCode(),
                body.substring(0, Math.min(body.length(), MAX_ERROR_CHARACTERS))));
  }
}
