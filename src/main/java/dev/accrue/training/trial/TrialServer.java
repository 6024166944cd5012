package dev.accrue.training.trial;

import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckStart;
import dev.accrue.api.worker.ModuleCheckTask;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/// The server's API for one check. Nothing is tried again: whoever waits for the check does not
/// wait long.
final class TrialServer {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ModuleCheckStart start;
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  TrialServer(ModuleCheckStart start) {
    this.start = start;
  }

  ModuleCheckTask task() throws IOException, InterruptedException {
    try (InputStream body = send(request("").GET().build())) {
      return json.readValue(body, ModuleCheckTask.class);
    }
  }

  void download(Path target) throws IOException, InterruptedException {
    try (InputStream body = send(request("/module").GET().build())) {
      Files.copy(body, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  void report(ModuleCheckResult result) throws IOException, InterruptedException {
    HttpRequest request =
        request("/result")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(result)))
            .build();
    send(request).close();
  }

  private HttpRequest.Builder request(String path) {
    URI uri =
        URI.create(
            "%s/worker/v1/checks/%s%s"
                .formatted(
                    start.serverUrl().toString().replaceAll("/+$", ""), start.checkId(), path));
    return HttpRequest.newBuilder(uri)
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + start.token());
  }

  private InputStream send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() >= 300) {
      response.body().close();
      throw new IOException(
          "%s %s was answered %d"
              .formatted(request.method(), request.uri().getPath(), response.statusCode()));
    }
    return response.body();
  }
}
