package dev.accrue.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends a request again, as `docs/api.md` tells programs to, when no answer came or one of a
/// server that is on its way out.
final class RetryingClient {

  private static final int MOST_TRIES = 8;
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);

  private final URI url;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger repeated = new AtomicInteger();

  RetryingClient(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  /// How many requests were sent more than once.
  int repeated() {
    return repeated.get();
  }

  /// @throws IOException when no try was answered with success
  String send(HttpRequest.Builder request, String path) throws IOException, InterruptedException {
    HttpRequest built =
        request
            .uri(url.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .build();
    Duration wait = FIRST_WAIT;
    String last = "";
    for (int tries = 1; tries <= MOST_TRIES; tries++) {
      try {
        HttpResponse<String> answer = http.send(built, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() < 300) {
          return answer.body();
        }
        last = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() < 500 && answer.statusCode() != 429) {
          break;
        }
      } catch (IOException e) {
        last = e.toString();
      }
      if (tries == 1) {
        repeated.incrementAndGet();
      }
      Thread.sleep(wait);
      wait = wait.multipliedBy(2);
    }
    throw new IOException("%s %s: %s".formatted(built.method(), path, last));
  }
}
