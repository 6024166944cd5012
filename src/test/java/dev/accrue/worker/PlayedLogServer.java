package dev.accrue.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import dev.accrue.api.worker.LogReceipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// A server that takes lines as it is told to.
final class PlayedLogServer implements AutoCloseable {

  final List<LogBatch> batches = new CopyOnWriteArrayList<>();
  final List<String> authorization = new CopyOnWriteArrayList<>();
  final AtomicInteger refused = new AtomicInteger();
  volatile int answer = 200;
  volatile boolean loseAnswers;
  volatile boolean full;

  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpServer http;

  PlayedLogServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/worker/v1/attempts/", this::handle);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  Stream<LogLine> lines() {
    return batches.stream().flatMap(it -> it.lines().stream());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (answer != 200) {
        // Counted before its sender goes on.
        refused.incrementAndGet();
        exchange.sendResponseHeaders(answer, -1);
        return;
      }
      authorization.add(
          exchange.getRequestHeaders().getFirst("Authorization")
              + " "
              + exchange.getRequestHeaders().getFirst("Accrue-Fencing-Token"));
      batches.add(json.readValue(body, LogBatch.class));
      if (!loseAnswers) {
        byte[] receipt = json.writeValueAsBytes(new LogReceipt(full));
        exchange.sendResponseHeaders(200, receipt.length);
        exchange.getResponseBody().write(receipt);
      }
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
