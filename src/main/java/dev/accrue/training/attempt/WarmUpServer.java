package dev.accrue.training.attempt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.DatasetFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// Plays the server on loopback while a trainer warms up, so that the ways to the real one are warm
/// too. It knows one attempt and its files, and takes every report.
final class WarmUpServer implements AutoCloseable {

  private final JsonMapper json;
  private final HttpServer http;
  private final List<DatasetFile> files = new ArrayList<>();
  private final Map<String, byte[]> blobs = new HashMap<>();
  private final JobSpec spec;

  private WarmUpServer(JobSpec spec, JsonMapper json) throws IOException {
    this.spec = spec;
    this.json = json;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
  }

  static WarmUpServer of(JobSpec spec, JsonMapper json) throws IOException {
    return new WarmUpServer(spec, json);
  }

  /// Adds a file; only before the start.
  void add(String split, String role, byte[] content) {
    String sha256 = Sha256.of(ByteBuffer.wrap(content));
    blobs.put(sha256, content);
    files.add(new DatasetFile(split, role, "IDX", List.of(), content.length, sha256));
  }

  URI start() {
    http.start();
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      byte[] blob = blobs.get(path.substring(path.lastIndexOf('/') + 1));
      byte[] answer = blob == null ? description() : blob;
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private byte[] description() {
    UUID nobody = new UUID(0, 0);
    return json.writeValueAsBytes(
        new AttemptDescription(
            nobody, nobody, 1, spec, WarmUp.OPTIMIZER_STEPS, files, null, List.of(), null));
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
