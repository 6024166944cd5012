package dev.accrue.cli;

import dev.accrue.api.job.JobView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line's side of `/api/v1`.
public final class ApiClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI serverUrl;
  private final String token;
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /// @param token an API token of the user who acts
  public ApiClient(URI serverUrl, String token) {
    this.serverUrl = serverUrl;
    this.token = token;
  }

  /// Submits a spec written in YAML, UTF-8.
  public JobView submitYaml(byte[] spec) throws IOException, InterruptedException, ApiException {
    return send(
        request("/api/v1/jobs")
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(spec)));
  }

  /// A job as it stands now.
  public JobView fetchJob(UUID jobId) throws IOException, InterruptedException, ApiException {
    return send(request("/api/v1/jobs/" + jobId).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(serverUrl.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json");
  }

  private JobView send(HttpRequest.Builder request)
      throws IOException, InterruptedException, ApiException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new ApiException(response.statusCode(), explain(response));
    }
    return json.readValue(response.body(), JobView.class);
  }

  /// A problem's detail and each refused field with its fix; the raw body when it is no problem.
  private String explain(HttpResponse<String> response) {
    try {
      JsonNode problem = json.readTree(response.body());
      StringBuilder text = new StringBuilder(problem.path("detail").asString(response.body()));
      for (JsonNode violation : problem.path("violations")) {
        text.append("\n  ")
            .append(violation.path("field").asString(""))
            .append(": ")
            .append(violation.path("message").asString(""))
            .append("; ")
            .append(violation.path("fix").asString(""));
      }
      return text.toString();
    } catch (JacksonException e) {
      return "the server answered %d: %s".formatted(response.statusCode(), response.body());
    }
  }
}
