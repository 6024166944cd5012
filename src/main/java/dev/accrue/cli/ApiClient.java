package dev.accrue.cli;

import dev.accrue.api.job.JobView;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// The command line's side of `/api/v1`. Answers come as trees: what is shown of them is little,
/// and reading them into records would take longer than all else that a command does.
public final class ApiClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int TRIES = 3;
  private static final String JSON_TYPE = "application/json";

  private final URI serverUrl;
  private final @Nullable String token;
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http;

  /// @param token an API token of the user who acts; null for a stranger
  public ApiClient(URI serverUrl, @Nullable String token) {
    this.serverUrl = serverUrl;
    this.token = token;
    this.http = PlainContext.client(serverUrl).connectTimeout(CONNECT_TIMEOUT).build();
  }

  /// Where the server listens.
  URI serverUrl() {
    return serverUrl;
  }

  /// Submits a spec written in YAML, UTF-8.
  public JobView submitYaml(byte[] spec) throws IOException, InterruptedException, ApiException {
    return json.treeToValue(create("/api/v1/jobs", spec, "application/yaml"), JobView.class);
  }

  /// A job as it stands now.
  public JobView fetchJob(UUID jobId) throws IOException, InterruptedException, ApiException {
    return json.treeToValue(get("/api/v1/jobs/" + jobId), JobView.class);
  }

  JsonNode get(String path) throws IOException, InterruptedException, ApiException {
    return send(request(path).GET());
  }

  JsonNode post(String path, @Nullable JsonNode body)
      throws IOException, InterruptedException, ApiException {
    return body == null
        ? send(request(path).POST(HttpRequest.BodyPublishers.noBody()))
        : send(request(path).header("Content-Type", JSON_TYPE).POST(bytes(body)));
  }

  JsonNode put(String path, JsonNode body) throws IOException, InterruptedException, ApiException {
    return send(request(path).header("Content-Type", JSON_TYPE).PUT(bytes(body)));
  }

  JsonNode put(String path, byte[] body) throws IOException, InterruptedException, ApiException {
    return send(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  void delete(String path) throws IOException, InterruptedException, ApiException {
    send(request(path).DELETE());
  }

  /// Creates something, once: sent again after a lost answer, the same key finds what was made.
  JsonNode create(String path, byte[] body, String contentType)
      throws IOException, InterruptedException, ApiException {
    return create(path, body, contentType, UUID.randomUUID().toString());
  }

  JsonNode create(String path, JsonNode body)
      throws IOException, InterruptedException, ApiException {
    return create(path, json.writeValueAsBytes(body), JSON_TYPE);
  }

  JsonNode create(String path, JsonNode body, String idempotencyKey)
      throws IOException, InterruptedException, ApiException {
    return create(path, json.writeValueAsBytes(body), JSON_TYPE, idempotencyKey);
  }

  JsonNode create(String path, byte[] body, String contentType, String idempotencyKey)
      throws IOException, InterruptedException, ApiException {
    for (int tries = 1; ; tries++) {
      try {
        return send(
            request(path)
                .header("Content-Type", contentType)
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
      } catch (ConnectException e) {
        throw e;
      } catch (IOException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /// Begins to read a body that may be long or endless.
  HttpResponse<InputStream> open(String path, String accept)
      throws IOException, InterruptedException, ApiException {
    HttpResponse<InputStream> response =
        http.send(
            builder(path).header("Accept", accept).GET().build(), BodyHandlers.ofInputStream());
    if (response.statusCode() / 100 != 2) {
      try (InputStream body = response.body()) {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        throw ApiException.of(response.statusCode(), text, json);
      }
    }
    return response;
  }

  JsonNode read(String text) throws IOException {
    try {
      return json.readTree(text);
    } catch (JacksonException e) {
      throw new IOException("%s does not answer as Accrue does".formatted(serverUrl), e);
    }
  }

  private HttpRequest.BodyPublisher bytes(JsonNode body) {
    return HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
  }

  private HttpRequest.Builder request(String path) {
    return builder(path).timeout(TIMEOUT).header("Accept", JSON_TYPE);
  }

  private HttpRequest.Builder builder(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(serverUrl.resolve(path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request)
      throws IOException, InterruptedException, ApiException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw ApiException.of(response.statusCode(), response.body(), json);
    }
    return response.body().isEmpty() ? MissingNode.getInstance() : read(response.body());
  }
}
