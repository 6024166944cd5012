package dev.accrue.training.attempt;

import dev.accrue.api.worker.TrainerStart;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// Requests about one attempt. What fails by the network, or because the server cannot answer now
/// (408, 429, 502, 503, 504), is tried again for as long as the lease is trusted: when the server
/// is gone nobody renews it, and that ends the process. A server that is there and fails at this
/// very request (500, or an answer that cannot be received) may do so for ever while it renews the
/// lease, so such a request is made as often as its `Patience` allows. A 409 means that the lease
/// is not ours any more, and ends the process.
final class ServerConnection {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int LONGEST_PROBLEM = 4_000;
  private static final Set<Integer> NOT_NOW = Set.of(408, 429, 502, 503, 504);

  /// The team has no room left for what was sent: no fault, and asking again does not help.
  private static final int INSUFFICIENT_STORAGE = 507;

  /// As many threads make requests: those of a save, and those of points, events and training. Each
  /// has one under way at most.
  static final int MOST_AT_ONCE = Lanes.LANES + 3;

  private static final ExecutorService THREADS =
      EarlyThreads.start("server-connection", MOST_AT_ONCE);

  private final TrainerStart start;
  private final Lease lease;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .executor(THREADS)
          .build();

  ServerConnection(TrainerStart start, Lease lease) {
    this.start = start;
    this.lease = lease;
  }

  /// How often a request is made at which the server fails. Pauses double from 0.1 to 5 seconds.
  enum Patience {
    /// For what costs little to go without: 7 times in about 6 seconds.
    SHORT(7),
    /// For what a long training would be lost without: 60 times in about 5 minutes.
    LONG(60);

    private final int mostTries;

    Patience(int mostTries) {
      this.mostTries = mostTries;
    }
  }

  /// What to do with the body of a successful answer. Runs again when the request is repeated.
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream body) throws IOException;
  }

  <T> T get(String path, Patience patience, Reader<T> reader) throws InterruptedException {
    return send(request(path).GET().build(), patience, reader);
  }

  /// Reads an answer that may be large.
  ///
  /// @param json of a POST, or null for a GET
  <T> T download(String path, byte @Nullable [] json, Reader<T> reader)
      throws InterruptedException {
    HttpRequest.Builder request = request(path);
    HttpRequest described =
        json == null
            ? request.GET().build()
            : request
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    return send(described, Patience.LONG, reader, () -> Download.begin(described, json));
  }

  <T> T post(String path, byte[] json, Patience patience, Reader<T> reader)
      throws InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json))
            .build();
    return send(request, patience, reader);
  }

  void put(String path, BodyPublisher body) throws InterruptedException {
    sendBytes(request(path).PUT(body));
  }

  void post(String path, BodyPublisher body) throws InterruptedException {
    sendBytes(request(path).POST(body));
  }

  private void sendBytes(HttpRequest.Builder request) throws InterruptedException {
    send(request.header("Content-Type", "application/octet-stream").build(), Patience.LONG, _ -> 0);
  }

  private HttpRequest.Builder request(String path) {
    URI uri =
        URI.create(
            "%s/worker/v1/attempts/%s%s"
                .formatted(
                    start.serverUrl().toString().replaceAll("/+$", ""), start.attemptId(), path));
    return HttpRequest.newBuilder(uri)
        .timeout(REQUEST_TIMEOUT)
        .header("Authorization", "Bearer " + start.leaseToken())
        .header("Accrue-Fencing-Token", Long.toString(start.fencingToken()));
  }

  /// What came back, its body still to be read.
  record Answer(int status, InputStream body) {}

  /// One try.
  @FunctionalInterface
  private interface Exchange {
    Answer send() throws IOException, InterruptedException;
  }

  /// @throws ServerRefusedException when trying again does not help, or has not
  private <T> T send(HttpRequest request, Patience patience, Reader<T> reader)
      throws InterruptedException {
    return send(
        request,
        patience,
        reader,
        () -> {
          HttpResponse<InputStream> response =
              client.send(request, HttpResponse.BodyHandlers.ofInputStream());
          return new Answer(response.statusCode(), response.body());
        });
  }

  private <T> T send(HttpRequest request, Patience patience, Reader<T> reader, Exchange exchange)
      throws InterruptedException {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    int faults = 0;
    while (true) {
      lease.require();
      boolean fault = false;
      String failure;
      try {
        Answer answer = exchange.send();
        try (InputStream body = answer.body()) {
          fault = !NOT_NOW.contains(answer.status());
          if (answer.status() < 300) {
            return reader.read(body);
          }
          failure = failure(request, answer.status(), body);
        }
      } catch (IOException e) {
        failure = "%s %s: %s".formatted(request.method(), request.uri().getPath(), e);
      }
      faults += fault ? 1 : 0;
      if (faults == patience.mostTries) {
        throw new ServerRefusedException("%s, %d times".formatted(failure, faults));
      }
      TrainerLog.warn(failure + "; trying again in " + pauseMillis + " ms");
      Thread.sleep(pauseMillis);
      pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }
  }

  /// What went wrong, when trying again may help.
  private static String failure(HttpRequest request, int status, InputStream body)
      throws IOException {
    String problem = new String(body.readNBytes(LONGEST_PROBLEM), StandardCharsets.UTF_8);
    String failure =
        "%s %s was answered %d: %s"
            .formatted(request.method(), request.uri().getPath(), status, problem);
    if (status == 409) {
      ProcessExit.LEASE_ENDED.now(failure);
    }
    boolean refused = status < 500 || status == INSUFFICIENT_STORAGE;
    if (refused && !NOT_NOW.contains(status)) {
      throw new ServerRefusedException(failure);
    }
    return failure;
  }
}
