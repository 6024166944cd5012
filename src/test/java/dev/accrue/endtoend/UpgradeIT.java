package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.CheckpointView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.testing.TestUploads;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// An installation of an earlier release becomes one of this release, part by part, while a job
/// trains: servers in turn, then workers. `src/test/upgrade/run COMMIT` builds the earlier one.
@EnabledIfSystemProperty(
    named = UpgradeIT.PREVIOUS,
    matches = ".+",
    disabledReason = "needs the jar of an earlier release: src/test/upgrade/run COMMIT")
class UpgradeIT {

  /// Names `target/accrue/accrue.jar` in a checkout of the earlier release.
  static final String PREVIOUS = "accrue.previous";

  private static final int OLD = 1;
  private static final int NEW = 0;

  private static final String SHORT =
      """
      apiVersion: accrue/v1
      name: NAME
      model: { architecture: cnn, channels: [8, 16], hidden: [32] }
      data: { dataset: mnist }
      training:
        batch: { effective: 240, micro: 48 }
        optimizerSteps: 30
        optimizer: { name: adamw }
        learningRate: 0.002
        seed: 7
      checkpoints: { everyOptimizerSteps: 10, keepLast: 3 }
      """;

  private static final String LONG =
      """
      apiVersion: accrue/v1
      name: trains-through
      model: { architecture: cnn, channels: [8, 16], hidden: [32] }
      data: { dataset: mnist }
      training:
        batch: { effective: 480, micro: 48 }
        optimizerSteps: 90000
        optimizer: { name: adamw }
        learningRate: 0.001
        seed: 7
      checkpoints: { everyOptimizerSteps: 25, keepLast: 2 }
      """;

  @TempDir Path directory;

  @Test
  void partsOfTwoReleasesWorkTogetherAndNothingIsLost() throws Exception {
    Path previous = Path.of(System.getProperty(PREVIOUS)).toAbsolutePath();
    Path data = directory.resolve("data");
    RunningPlatform.start(data, previous).stop(); // the database as that release makes it
    try (Cluster cluster = new Cluster(data, Map.of(), previous)) {
      cluster.startWorker("one", previous);
      UUID finished = trainShort(cluster.client(OLD), "finished-before");
      Map<String, String> evidence = evidence(cluster.client(OLD), finished);
      assertThat(evidence).as("what is to be kept").hasSizeGreaterThanOrEqualTo(3);
      UUID running = cluster.client(OLD).submit(LONG).id();
      awaitMoreSteps(cluster.client(OLD), running);

      cluster.replaceServer(NEW, RunningPlatform.JAR); // migrates under the other one

      for (int server : List.of(OLD, NEW)) {
        assertThat(evidence(cluster.client(server), finished)).isEqualTo(evidence);
        awaitMoreSteps(cluster.client(server), running);
      }
      cluster.replaceServer(OLD, previous); // restarts on the schema of this release
      awaitMoreSteps(cluster.client(NEW), running);

      // A worker of each release with a server of the other one.
      cluster.startWorker("two", RunningPlatform.JAR, OLD);
      trainShort(cluster.client(OLD), "new-worker-old-server");
      cluster.askWorkerToEnd("two");
      cluster.startWorker("three", previous, NEW);
      trainShort(cluster.client(NEW), "old-worker-new-server");
      cluster.askWorkerToEnd("three");

      cluster.replaceServer(OLD, RunningPlatform.JAR);
      awaitMoreSteps(cluster.client(NEW), running);
      assertThat(cluster.client(NEW).job(running).attempts())
          .as("attempts while servers were replaced")
          .isEqualTo(1);
      cluster.askWorkerToEnd("one"); // saves by the program of the earlier release …
      cluster.startWorker("one", RunningPlatform.JAR); // … and this one goes on from there
      awaitMoreSteps(cluster.client(NEW), running);
      assertWhole(cluster.client(NEW), running);
      assertThat(evidence(cluster.client(NEW), finished)).isEqualTo(evidence);
    }
  }

  private static UUID trainShort(PlatformClient client, String name) {
    UUID job = client.submit(SHORT.replace("NAME", name)).id();
    client.awaitSuccess(job);
    assertThat(client.series(job, "train/loss").optimizerSteps())
        .isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
    return job;
  }

  /// The curve, and the bytes of every checkpoint as each release exports them.
  private static Map<String, String> evidence(PlatformClient client, UUID job) {
    SortedMap<String, String> evidence = new TreeMap<>();
    evidence.put("state", client.job(job).state().name());
    evidence.put("train/loss", client.series(job, "train/loss").toString());
    for (CheckpointView checkpoint : client.checkpoints(job)) {
      evidence.put(
          "checkpoint " + checkpoint.optimizerStep(),
          TestUploads.sha256(client.export(job, checkpoint.id(), "safetensors", "weights")));
    }
    return evidence;
  }

  private static void awaitMoreSteps(PlatformClient client, UUID job) {
    long step = client.job(job).optimizerStep();
    client.await(job, "more optimizer steps", it -> it.optimizerStep() >= step + 20);
  }

  /// Ends it; its curve has each optimizer step once, and its second attempt began at a checkpoint.
  private static void assertWhole(PlatformClient client, UUID job) {
    client.cancel(job);
    JobView canceled = client.await(job, "its end", it -> it.state() == JobState.CANCELED);
    assertThat(canceled.attempts()).isEqualTo(2);
    List<Long> steps = client.series(job, "train/loss").optimizerSteps();
    assertThat(steps).isEqualTo(LongStream.rangeClosed(1, steps.getLast()).boxed().toList());
  }
}
