package dev.accrue.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Stands between workers and servers and remembers what a server has said that it keeps: that may
/// never be missing afterwards. A request whose server goes away ends without an answer.
final class Acknowledgements implements AutoCloseable {

  private static final Pattern WRITE =
      Pattern.compile("/worker/v1/attempts/([0-9a-f-]{36})/(points|checkpoints)");

  /// What the client sets itself.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private final URI servers;
  private final HttpServer listener;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final JsonMapper json = JsonMapper.builder().build();
  private final AtomicLong writes = new AtomicLong();
  private final Map<UUID, Map<Long, Double>> losses = new ConcurrentHashMap<>();
  private final Map<UUID, Long> checkpoints = new ConcurrentHashMap<>();

  Acknowledgements(URI servers) throws IOException {
    this.servers = servers;
    this.listener =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    listener.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    listener.createContext("/", this::handle);
    listener.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getAddress().getPort());
  }

  /// Requests of trainers that write something and have come in, answered or not.
  long writes() {
    return writes.get();
  }

  /// The losses that are kept, by attempt and optimizer step.
  Map<UUID, Map<Long, Double>> losses() {
    return losses;
  }

  /// The optimizer step of the newest checkpoint that is kept, by attempt.
  Map<UUID, Long> checkpoints() {
    return checkpoints;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (path.startsWith("/worker/v1/attempts/") && body.length > 0) {
        writes.incrementAndGet();
      }
      HttpResponse<byte[]> answer =
          client.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 == 2) {
        remember(path, body);
      }
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      byte[] content = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(servers.resolve(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return request.build();
  }

  private void remember(String path, byte[] body) {
    Matcher write = WRITE.matcher(path);
    if (!write.matches()) {
      return;
    }
    UUID attempt = UUID.fromString(write.group(1));
    if (write.group(2).equals("checkpoints")) {
      long step = json.readValue(body, CheckpointManifest.class).optimizerStep();
      checkpoints.merge(attempt, step, Math::max);
      return;
    }
    for (SeriesPoints series : json.readValue(body, PointBatch.class).series()) {
      if (series.name().equals("train/loss")) {
        Map<Long, Double> kept = losses.computeIfAbsent(attempt, _ -> new ConcurrentHashMap<>());
        for (int index = 0; index < series.values().size(); index++) {
          kept.put(series.optimizerSteps().get(index), series.values().get(index));
        }
      }
    }
  }

  @Override
  public void close() {
    listener.stop(0);
    client.close();
  }
}
