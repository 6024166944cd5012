package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.catalogue.CompleteUpload;
import dev.accrue.api.catalogue.CreateDataset;
import dev.accrue.api.catalogue.CreateModel;
import dev.accrue.api.catalogue.CreateUpload;
import dev.accrue.api.catalogue.UploadView;
import dev.accrue.api.job.CheckpointView;
import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.api.log.LogPage;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.testing.TestUploads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/// The public API as a program uses it.
final class PlatformClient {

  private static final String TEAM = "default";
  private static final Duration JOB_TIMEOUT = Duration.ofMinutes(10);

  private final URI url;
  private final String token;
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http = HttpClient.newHttpClient();

  PlatformClient(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  JobView submit(String yaml) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve("/api/v1/jobs"))
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(yaml));
    return json.readValue(send(request), JobView.class);
  }

  void cancel(UUID jobId) {
    send(
        HttpRequest.newBuilder(url.resolve("/api/v1/jobs/%s/cancel".formatted(jobId)))
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  JobView job(UUID jobId) {
    return json.readValue(get("/api/v1/jobs/" + jobId), JobView.class);
  }

  List<JobEventView> events(UUID jobId) {
    return List.of(
        json.readValue(get("/api/v1/jobs/%s/events".formatted(jobId)), JobEventView[].class));
  }

  /// The newest lines of an attempt, once they are all there.
  LogPage completeLog(UUID jobId, int attemptNumber) {
    String path = "/api/v1/jobs/%s/logs?attempt=%d".formatted(jobId, attemptNumber);
    return Awaitility.await("the log of attempt " + attemptNumber)
        .atMost(Duration.ofMinutes(1))
        .until(() -> json.readValue(get(path), LogPage.class), page -> page.log().complete());
  }

  CurveView series(UUID jobId, String name) {
    CurveView[] found =
        json.readValue(
            get("/api/v1/jobs/%s/series?names=%s&buckets=10000".formatted(jobId, name)),
            CurveView[].class);
    assertThat(found).hasSize(1);
    return found[0];
  }

  /// A job's checkpoints, the newest first.
  List<CheckpointView> checkpoints(UUID jobId) {
    return List.of(
        json.readValue(
            get("/api/v1/jobs/%s/checkpoints".formatted(jobId)), CheckpointView[].class));
  }

  /// The newest checkpoint of a job that has one.
  CheckpointView newestCheckpoint(UUID jobId) {
    return checkpoints(jobId).getFirst();
  }

  /// The newest checkpoint's model.
  List<TensorEntry> finalModel(UUID jobId) {
    String path = "/api/v1/jobs/%s/checkpoints/%s".formatted(jobId, newestCheckpoint(jobId).id());
    return json.readValue(get(path), CheckpointManifest.class).tensors().stream()
        .filter(tensor -> tensor.role() != TensorRole.OPTIMIZER)
        .filter(tensor -> tensor.role() != TensorRole.PROGRAM)
        .toList();
  }

  /// The digests of the newest checkpoint's model, by tensor.
  SortedMap<String, String> finalWeights(UUID jobId) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (TensorEntry tensor : finalModel(jobId)) {
      digests.put(tensor.name(), tensor.sha256());
    }
    return digests;
  }

  /// Makes files a data set of the team `default`.
  ///
  /// @param files by split and role, such as `train/SAMPLES`
  void createDataset(String name, String format, Map<String, byte[]> files) {
    List<CreateDataset.Part> parts = new ArrayList<>();
    files.forEach((place, content) -> {
      String[] words = place.split("/", -1);
      parts.add(new CreateDataset.Part(words[0], words[1], upload(content)));
    });
    post("/api/v1/datasets", new CreateDataset(TEAM, name, format, null, parts));
  }

  /// Makes a file a model or weights of the team `default`.
  void createModel(String name, ModelKind kind, byte[] content) {
    post("/api/v1/models", new CreateModel(TEAM, name, kind, null, upload(content)));
  }

  /// Gives a secret of the team `default` its value.
  void putSecret(String name, String value) {
    send(
        HttpRequest.newBuilder(url.resolve("/api/v1/teams/default/secrets/" + name))
            .header("Content-Type", "application/json")
            .PUT(
                HttpRequest.BodyPublishers.ofByteArray(
                    json.writeValueAsBytes(Map.of("value", value)))));
  }

  /// What the API answers, as text.
  String text(String path) {
    return get(path);
  }

  private UUID upload(byte[] content) {
    String answer = post("/api/v1/uploads", new CreateUpload(TEAM, content.length));
    UUID id = json.readValue(answer, UploadView.class).id();
    String path = "/api/v1/uploads/" + id;
    send(
        HttpRequest.newBuilder(url.resolve(path + "/bytes?offset=0"))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    post(path + "/complete", new CompleteUpload(TestUploads.sha256(content)));
    return id;
  }

  private String post(String path, Object body) {
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
  }

  /// Waits for success.
  JobView awaitSuccess(UUID jobId) {
    return await(jobId, "job to succeed", job -> job.state() == JobState.SUCCEEDED);
  }

  /// Waits for the job to satisfy the condition; fails at once when it ends otherwise.
  JobView await(UUID jobId, String what, Predicate<JobView> condition) {
    return Awaitility.await(what)
        .atMost(JOB_TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              JobView job = job(jobId);
              assertThat(job.state().terminal() && !condition.test(job))
                  .as(() ->
                      "%s ended as %s: %s; events %s"
                          .formatted(what, job.state(), job.failureMessage(), events(jobId)))
                  .isFalse();
              return job;
            },
            condition);
  }

  /// A checkpoint as a file.
  byte[] export(UUID jobId, UUID checkpointId, String format, String content) {
    String path =
        "/api/v1/jobs/%s/checkpoints/%s/export?format=%s&content=%s"
            .formatted(jobId, checkpointId, format, content);
    return bytes(HttpRequest.newBuilder(url.resolve(path)).GET());
  }

  private String get(String path) {
    return send(HttpRequest.newBuilder(url.resolve(path)).GET());
  }

  private String send(HttpRequest.Builder request) {
    return new String(bytes(request), StandardCharsets.UTF_8);
  }

  private byte[] bytes(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              request.header("Authorization", "Bearer " + token).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.statusCode())
          .as(() -> new String(response.body(), StandardCharsets.UTF_8))
          .isBetween(200, 299);
      return response.body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
