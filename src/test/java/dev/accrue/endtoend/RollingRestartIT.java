package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.endtoend.Cluster.Ailment;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Two servers are stopped and started one after the other, as an upgrade does it, while a job
/// trains and people submit and look. Nobody notices who sends again what got no answer.
class RollingRestartIT {

  private static final int SENDERS = 2;
  private static final long STEPS_AFTERWARDS = 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String TRAINED =
      """
      apiVersion: accrue/v1
      name: trains-through
      model: { architecture: cnn, channels: [8, 16], hidden: [32] }
      data: { dataset: mnist }
      training:
        batch: { effective: 480, micro: 48 }
        optimizerSteps: 9000
        optimizer: { name: sgd }
        learningRate: 0.001
        seed: 7
      checkpoints: { everyOptimizerSteps: 25, keepLast: 2 }
      """;

  /// Only waits, so that the machine's one slot stays with the job that trains.
  private static final String WAITING =
      """
      apiVersion: accrue/v1
      name: waits
      model: { architecture: mlp, hidden: [8] }
      data: { dataset: mnist }
      training:
        batch: { effective: 32 }
        optimizerSteps: 1
        optimizer: { name: sgd }
        learningRate: 0.1
      scheduling: { notBefore: 2099-01-01T00:00:00Z }
      """;

  @TempDir Path directory;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

  /// Jobs by the keys under which they were submitted.
  private final ConcurrentMap<String, UUID> submitted = new ConcurrentHashMap<>();

  @Test
  void nothingIsLostWhileServersAreStoppedAndStartedInTurn() throws Exception {
    Path data = directory.resolve("data");
    RunningPlatform.start(data).stop(); // makes the database, its catalogue and the tokens
    try (Cluster cluster = new Cluster(data)) {
      cluster.startWorker("one", Ailment.NONE);
      PlatformClient client = cluster.client();
      UUID job = client.submit(TRAINED).id();
      client.await(job, "the first optimizer steps", it -> it.optimizerStep() > 0);

      RetryingClient people = cluster.retryingClient();
      List<Thread> senders =
          IntStream.range(0, SENDERS)
              .mapToObj(number -> Thread.startVirtualThread(() -> send(people, number, job)))
              .toList();
      for (int server = 0; server < cluster.serverCount(); server++) {
        cluster.stopServer(server);
        cluster.awaitServers();
      }
      over.set(true);
      for (Thread sender : senders) {
        sender.join();
      }

      assertThat(failures).isEmpty();
      assertThat(submitted).as("jobs that were submitted meanwhile").hasSizeGreaterThan(SENDERS);
      assertThat(cluster.count("SELECT count(*) FROM job WHERE name = 'waits'"))
          .as("jobs, each submitted once")
          .isEqualTo(submitted.size());
      assertTrained(client, job);
      System.out.printf(
          "%d jobs submitted, %d requests sent again%n", submitted.size(), people.repeated());
    }
  }

  /// Submits, lists and looks at the curve until all servers are back.
  private void send(RetryingClient people, int sender, UUID job) {
    try {
      for (int number = 0; !over.get(); number++) {
        String key = "sender-%d-%d".formatted(sender, number);
        String answer =
            people.send(
                HttpRequest.newBuilder()
                    .header("Content-Type", "application/yaml")
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofString(WAITING)),
                "/api/v1/jobs");
        submitted.put(key, JSON.readValue(answer, JobView.class).id());
        people.send(HttpRequest.newBuilder(), "/api/v1/jobs?limit=20");
        people.send(
            HttpRequest.newBuilder(),
            "/api/v1/jobs/%s/series?names=train/loss&buckets=100".formatted(job));
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failures.add(e);
    }
  }

  /// Goes on afterwards in its one attempt, and its curve has each optimizer step once.
  private static void assertTrained(PlatformClient client, UUID job) {
    long step = client.job(job).optimizerStep();
    client.await(job, "steps afterwards", it -> it.optimizerStep() >= step + STEPS_AFTERWARDS);
    client.cancel(job);
    JobView canceled = client.await(job, "its end", it -> it.state() == JobState.CANCELED);
    assertThat(canceled.attempts()).isEqualTo(1);
    List<Long> steps = client.series(job, "train/loss").optimizerSteps();
    assertThat(steps).hasSizeGreaterThan((int) STEPS_AFTERWARDS);
    assertThat(steps).isEqualTo(LongStream.rangeClosed(1, steps.getLast()).boxed().toList());
  }
}
