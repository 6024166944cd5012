package dev.accrue.cli;

import dev.accrue.api.job.JobView;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// The command line's side of `/api/v1`. Answers come as trees: what is shown of them is little,
/// and reading them into records would take longer than all else that a command does.
public final class ApiClient {

  private static final int TRIES = 3;
  private static final String JSON_TYPE = "application/json";

  private final URI serverUrl;
  private final @Nullable String token;

  /// @param token an API token of the user who acts; null for a stranger
  public ApiClient(URI serverUrl, @Nullable String token) {
    this.serverUrl = serverUrl;
    this.token = token;
  }

  /// Where the server listens.
  URI serverUrl() {
    return serverUrl;
  }

  /// Submits a spec written in YAML, UTF-8.
  public JobView submitYaml(byte[] spec) throws IOException, ApiException {
    return Json.MAPPER.treeToValue(create("/api/v1/jobs", spec, "application/yaml"), JobView.class);
  }

  /// A job as it stands now.
  public JobView fetchJob(UUID jobId) throws IOException, ApiException {
    return Json.MAPPER.treeToValue(get("/api/v1/jobs/" + jobId), JobView.class);
  }

  JsonNode get(String path) throws IOException, ApiException {
    return read(request("GET", path).send());
  }

  JsonNode post(String path, @Nullable JsonNode body) throws IOException, ApiException {
    Http request = request("POST", path);
    return read(body == null ? request.send() : request.send(JSON_TYPE, bytes(body)));
  }

  JsonNode post(String path, byte[] body, String contentType) throws IOException, ApiException {
    return read(request("POST", path).send(contentType, body));
  }

  JsonNode put(String path, JsonNode body) throws IOException, ApiException {
    return read(request("PUT", path).send(JSON_TYPE, bytes(body)));
  }

  JsonNode put(String path, byte[] body) throws IOException, ApiException {
    return read(request("PUT", path).send("application/octet-stream", body));
  }

  void delete(String path) throws IOException, ApiException {
    read(request("DELETE", path).send());
  }

  JsonNode create(String path, JsonNode body) throws IOException, ApiException {
    return create(path, bytes(body), JSON_TYPE);
  }

  JsonNode create(String path, JsonNode body, String idempotencyKey)
      throws IOException, ApiException {
    return create(path, bytes(body), JSON_TYPE, idempotencyKey);
  }

  JsonNode create(String path, byte[] body, String contentType) throws IOException, ApiException {
    return create(path, body, contentType, UUID.randomUUID().toString());
  }

  /// Creates something, once: sent again after a lost answer, the same key finds what was made.
  JsonNode create(String path, byte[] body, String contentType, String idempotencyKey)
      throws IOException, ApiException {
    for (int tries = 1; ; tries++) {
      try {
        return read(
            request("POST", path)
                .header("Idempotency-Key", idempotencyKey)
                .send(contentType, body));
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
  Http.Answer open(String path, String accept) throws IOException, ApiException {
    Http.Answer answer = request("GET", path).header("Accept", accept).send();
    if (answer.isGood()) {
      return answer;
    }
    try (answer) {
      throw ApiException.of(answer.status(), answer.text());
    }
  }

  /// Reads JSON that the server sent.
  JsonNode parse(String text) throws IOException {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new IOException("%s does not answer as Accrue does".formatted(serverUrl), e);
    }
  }

  private JsonNode read(Http.Answer answer) throws IOException, ApiException {
    try (answer) {
      String text = answer.text();
      if (!answer.isGood()) {
        throw ApiException.of(answer.status(), text);
      }
      return text.isEmpty() ? MissingNode.getInstance() : parse(text);
    }
  }

  private static byte[] bytes(JsonNode body) {
    return Json.MAPPER.writeValueAsBytes(body);
  }

  private Http request(String method, String path) throws IOException {
    return Http.request(method, serverUrl.resolve(path))
        .header("Accept", JSON_TYPE)
        .header("Authorization", token == null ? null : "Bearer " + token);
  }
}
