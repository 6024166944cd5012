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

/// Requests about one attempt. What fails by the network or by the server's own fault is tried
/// again for as long as the lease is trusted; a 409 means that the lease is not ours any more, and
/// ends the process.
final class ServerConnection {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int LONGEST_PROBLEM = 4_000;

  private final TrainerStart start;
  private final Lease lease;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  ServerConnection(TrainerStart start, Lease lease) {
    this.start = start;
    this.lease = lease;
  }

  /// What to do with the body of a successful answer. Runs again when the request is repeated.
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream body) throws IOException;
  }

  <T> T get(String path, Reader<T> reader) throws InterruptedException {
    return send(request(path).GET().build(), reader);
  }

  <T> T post(String path, byte[] json, Reader<T> reader) throws InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json))
            .build();
    return send(request, reader);
  }

  void put(String path, BodyPublisher body) throws InterruptedException {
    HttpRequest request =
        request(path).header("Content-Type", "application/octet-stream").PUT(body).build();
    send(request, body_ -> 0);
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

  private <T> T send(HttpRequest request, Reader<T> reader) throws InterruptedException {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    while (true) {
      lease.require();
      String failure;
      try {
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          if (response.statusCode() < 300) {
            return reader.read(body);
          }
          failure = failure(request, response.statusCode(), body);
        }
      } catch (IOException e) {
        failure = "%s %s: %s".formatted(request.method(), request.uri().getPath(), e);
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
    boolean mayPass = status >= 500 || status == 408 || status == 429;
    if (!mayPass) {
      throw new ServerRefusedException(failure);
    }
    return failure;
  }
}
