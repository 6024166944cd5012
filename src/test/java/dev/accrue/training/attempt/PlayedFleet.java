package dev.accrue.training.attempt;

import com.sun.net.httpserver.HttpExchange;
import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.api.worker.WorkerRegistered;
import dev.accrue.api.worker.WorkerTelemetry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.json.JsonMapper;

/// Plays what a real worker process asks of a server, beside what its one trainer asks of it.
final class PlayedFleet {

  private static final long HEARTBEAT_MILLIS = 100;
  private static final long MARGIN_MILLIS = 1_000;

  final List<RegisterWorker> registrations = new CopyOnWriteArrayList<>();
  final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
  final List<WorkerTelemetry> telemetry = new CopyOnWriteArrayList<>();

  private final PlayedServer server;
  private final long leaseMillis;
  private final AtomicBoolean handedOut = new AtomicBoolean();
  private final JsonMapper json = JsonMapper.builder().build();

  private PlayedFleet(PlayedServer server, long leaseMillis) {
    this.server = server;
    this.leaseMillis = leaseMillis;
  }

  static PlayedFleet beside(PlayedServer server, long leaseMillis) {
    PlayedFleet fleet = new PlayedFleet(server, leaseMillis);
    server.alsoServe("/worker/v1/workers", fleet::handle);
    return fleet;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(404, -1); // holds no requests: heartbeats bring all news
        return;
      }
      byte[] answer = answer(exchange);
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private byte[] answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (path.endsWith("/heartbeat")) {
      return json.writeValueAsBytes(beat(json.readValue(body, Heartbeat.class)));
    }
    if (path.endsWith("/telemetry")) {
      telemetry.add(json.readValue(body, WorkerTelemetry.class));
      return new byte[0];
    }
    registrations.add(json.readValue(body, RegisterWorker.class));
    return json.writeValueAsBytes(
        new WorkerRegistered(HEARTBEAT_MILLIS, leaseMillis, MARGIN_MILLIS));
  }

  private HeartbeatReply beat(Heartbeat heartbeat) {
    heartbeats.add(heartbeat);
    List<LeaseState> leases =
        heartbeat.attempts().stream()
            .map(attempt -> new LeaseState(attempt, leaseMillis, Order.CONTINUE))
            .toList();
    boolean first = handedOut.compareAndSet(false, true);
    return new HeartbeatReply(first ? List.of(assignment()) : List.of(), leases, List.of(), false);
  }

  private Assignment assignment() {
    return new Assignment(
        server.attemptId,
        server.jobId,
        PlayedServer.FENCING_TOKEN,
        PlayedServer.TOKEN,
        List.of(new DeviceShare(0, null)),
        leaseMillis);
  }
}
