package dev.accrue.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import dev.accrue.api.worker.LogReceipt;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.WorkerRegistered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.json.JsonMapper;

/// A server for one agent. Trainers that ask what to train wait until it closes.
final class PlayedAgentServer implements AutoCloseable {

  private static final long LEASE_MILLIS = 60_000;

  final BlockingQueue<Assignment> assignments = new LinkedBlockingQueue<>();
  final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
  final List<LogBatch> logs = new CopyOnWriteArrayList<>();
  final List<AttemptEnd> ends = new CopyOnWriteArrayList<>();

  private final CountDownLatch closed = new CountDownLatch(1);
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpServer http;

  PlayedAgentServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/worker/v1/", this::handle);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /// The texts of all lines that came.
  List<String> lines() {
    return logs.stream().flatMap(it -> it.lines().stream()).map(LogLine::text).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (exchange.getRequestMethod().equals("GET")) {
        awaitClose(path);
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] answer = answer(path, body);
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private void awaitClose(String path) {
    try {
      if (path.startsWith("/worker/v1/attempts/")) {
        closed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] answer(String path, byte[] body) {
    if (path.endsWith("/workers")) {
      return json.writeValueAsBytes(new WorkerRegistered(50, LEASE_MILLIS, 1_000));
    }
    if (path.endsWith("/heartbeat")) {
      return json.writeValueAsBytes(beat(json.readValue(body, Heartbeat.class)));
    }
    if (path.endsWith("/logs")) {
      logs.add(json.readValue(body, LogBatch.class));
      return json.writeValueAsBytes(new LogReceipt(false));
    }
    if (path.endsWith("/end")) {
      ends.add(json.readValue(body, AttemptEnd.class));
    }
    return new byte[0];
  }

  private HeartbeatReply beat(Heartbeat heartbeat) {
    heartbeats.add(heartbeat);
    List<Assignment> handedOut = new ArrayList<>();
    assignments.drainTo(handedOut);
    List<LeaseState> leases =
        heartbeat.attempts().stream()
            .map(attempt -> new LeaseState(attempt, LEASE_MILLIS, Order.CONTINUE))
            .toList();
    return new HeartbeatReply(handedOut, leases, List.of(), false);
  }

  @Override
  public void close() {
    closed.countDown();
    http.stop(0);
  }
}
