package dev.accrue.team;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// Sends what a row of the matrix says, and reads of a stream no more than that it begins.
final class MatrixRequests {

  /// Any value will do: a browser that other sites cannot write cookies of sends it twice.
  private static final String CSRF = "a-value";

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private MatrixRequests() {}

  /// @param text of a refusal
  record Answer(int status, String text) {}

  static TestHttp anonymous(HttpClients clients) {
    return clients.anonymous().with("Cookie", "XSRF-TOKEN=" + CSRF).with("X-XSRF-TOKEN", CSRF);
  }

  /// @param spec what a job is submitted by
  static Answer send(
      TestHttp sender, AuthorizationMatrix.Row row, TeamThings.Made things, String spec)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = sender.request(things.fill(row.path(), row.path()));
    String body = things.fill(row.body().replace("<spec>", spec), row.path());
    if (body.isEmpty()) {
      request.method(row.method(), HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", contentType(body))
          .method(row.method(), HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<InputStream> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      return new Answer(
          response.statusCode(),
          response.statusCode() < 400 ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static String contentType(String body) {
    return body.equals("bytes") ? "application/octet-stream" : "application/json";
  }
}
