package dev.accrue.metric.bench;

import dev.accrue.fleet.HeldLease;
import dev.accrue.team.Token;
import dev.accrue.testing.TestRows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sends points as trainers do and reads curves as the dashboard does.
final class PointClient {

  private final HttpClient http = HttpClient.newHttpClient();
  private final String apiToken = Token.generate(Token.API_PREFIX).secret();
  private final URI url;
  private final JdbcClient jdbc;
  private final TestRows rows;
  private final UUID worker;

  /// An attempt whose lease outlives this program.
  record Attempt(UUID jobId, UUID id, long fencingToken, String leaseToken) {}

  PointClient(URI url, JdbcClient jdbc) {
    this.url = url;
    this.jdbc = jdbc;
    this.rows = new TestRows(jdbc);
    this.worker = rows.worker(Instant.now());
    rows.administratorToken(apiToken);
  }

  Attempt newAttempt() {
    UUID team = jdbc.sql("SELECT id FROM team WHERE name = 'default'").query(UUID.class).single();
    UUID job = rows.job(team, rows.user(), "{}", 0, Instant.now());
    jdbc.sql("UPDATE job SET total_optimizer_steps = 1000000000 WHERE id = ?").param(job).update();
    UUID attempt = rows.attempt(job, worker, Instant.now().plus(Duration.ofDays(1)));
    Token token = Token.generate(Token.LEASE_PREFIX);
    long fencingToken =
        jdbc.sql("UPDATE attempt SET lease_token_hash = ? WHERE id = ? RETURNING fencing_token")
            .params(token.hash(), attempt)
            .query(Long.class)
            .single();
    return new Attempt(job, attempt, fencingToken, token.secret());
  }

  void send(Attempt attempt, byte[] batch) throws IOException, InterruptedException {
    HttpRequest request =
        request("/worker/v1/attempts/%s/points".formatted(attempt.id()), attempt.leaseToken())
            .header(HeldLease.FENCING_TOKEN, Long.toString(attempt.fencingToken()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(batch))
            .build();
    expect(204, http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  double readMillis(String path) throws IOException, InterruptedException {
    HttpRequest request = request(path, apiToken).build();
    long asked = System.nanoTime();
    expect(200, http.send(request, HttpResponse.BodyHandlers.ofString()));
    return (System.nanoTime() - asked) / 1e6;
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(url.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private static void expect(int status, HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != status) {
      throw new IOException(answer + ": " + answer.body());
    }
  }
}
