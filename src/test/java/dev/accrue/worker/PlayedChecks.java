package dev.accrue.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.ModuleCheck;
import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckTask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A real HTTP server that plays the worker API for checks and remembers their results.
final class PlayedChecks implements AutoCloseable {

  private static final String TOKEN = "a-check-token";

  final BlockingQueue<ModuleCheckResult> results = new LinkedBlockingQueue<>();
  volatile byte[] module = new byte[0];
  volatile List<Long> sampleShape = List.of(1L, 28L, 28L);
  volatile List<ModuleCheckTask.Target> targets =
      List.of(new ModuleCheckTask.Target("label", ModuleCheckTask.Kind.CLASS, 10));

  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpServer http;

  PlayedChecks() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/worker/v1/checks/", this::handle);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  ModuleCheck check(long timeoutMillis) {
    return new ModuleCheck(UUID.randomUUID(), TOKEN, timeoutMillis);
  }

  ModuleCheckResult result() throws InterruptedException {
    @Nullable ModuleCheckResult result = results.poll(120, TimeUnit.SECONDS);
    if (result == null) {
      throw new AssertionError("the check was never reported");
    }
    return result;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean known =
          ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
      String path = exchange.getRequestURI().getPath();
      byte[] answer = new byte[0];
      if (path.endsWith("/result")) {
        results.add(json.readValue(body, ModuleCheckResult.class));
      } else if (path.endsWith("/module")) {
        answer = module;
      } else {
        answer = json.writeValueAsBytes(task());
      }
      exchange.sendResponseHeaders(known ? 200 : 401, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private ModuleCheckTask task() {
    ModelFile file = new ModelFile("net", ModelKind.TORCHSCRIPT, module.length, "0".repeat(64));
    return new ModuleCheckTask(
        file, BatchNormMomentum.ADJUSTED, Precision.FP32, sampleShape, 0, targets);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
