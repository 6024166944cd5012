package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobView;
import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, killed with SIGKILL in the middle of a window. Afterwards nothing may tell the
/// job from one that nobody disturbed: not its curve, not its weights.
class CrashRecoveryIT {

  private static final int OPTIMIZER_STEPS = 120;
  private static final String SPEC =
      """
      apiVersion: accrue/v1
      name: crash-recovery
      model: { architecture: cnn, channels: [8, 16], hidden: [32], batchNorm: true, dropout: 0.1 }
      data: { dataset: mnist }
      training:
        batch: { effective: 240, micro: 32 }
        optimizerSteps: %d
        optimizer: { name: adamw }
        learningRate: 0.002
        seed: 7
      checkpoints: { everyOptimizerSteps: 15, keepLast: 3 }
      retries: { max: 3 }
      """
          .formatted(OPTIMIZER_STEPS);

  @TempDir static Path directory;
  private static RunningPlatform platform;
  private static PlatformClient client;
  private static SortedMap<String, String> undisturbedWeights;
  private static CurveView undisturbedCurve;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    platform = RunningPlatform.start(directory.resolve("data"));
    client = platform.client();
    JobView job = client.submit(SPEC);
    client.awaitSuccess(job.id());
    undisturbedWeights = client.finalWeights(job.id());
    undisturbedCurve = client.series(job.id(), "train/loss");
    assertThat(undisturbedWeights).hasSizeGreaterThan(8);
  }

  @AfterAll
  static void stop() throws Exception {
    platform.stop();
  }

  @Test
  void survivesAKilledTrainer() {
    JobView job = client.submit(SPEC);
    client.await(job.id(), "a checkpoint and some steps", CrashRecoveryIT::midway);
    assertThat(platform.trainer().destroyForcibly()).isTrue();

    assertRecovered(job.id());
    assertThat(client.events(job.id()))
        .extracting(JobEventView::reason)
        .anyMatch(reason -> reason.contains("killed by signal 9"));
    List<LogLineView> killed = client.completeLog(job.id(), 1).lines();
    assertThat(killed).anyMatch(it -> it.text().contains("attempt 1 of job crash-recovery"));
    assertThat(killed.getLast().text()).contains("killed by signal 9");
    assertThat(killed.getLast().level()).isEqualTo(LogLevel.ERROR);
    assertThat(client.completeLog(job.id(), 2).lines())
        .anyMatch(it -> it.text().contains("resuming from the checkpoint"));
  }

  @Test
  void survivesAKilledWorker() {
    JobView job = client.submit(SPEC);
    client.await(job.id(), "a checkpoint and some steps", CrashRecoveryIT::midway);
    ProcessHandle trainer = platform.trainer();
    assertThat(platform.worker().destroyForcibly()).isTrue();

    assertRecovered(job.id());
    assertThat(trainer.isAlive()).as("the killed worker's trainer").isFalse();
  }

  @Test
  void survivesTheWholePlatformKilledAtOnce() throws Exception {
    JobView job = client.submit(SPEC);
    client.await(job.id(), "a checkpoint and some steps", CrashRecoveryIT::midway);
    platform.killWholeTree();

    platform = RunningPlatform.start(directory.resolve("data"));
    client = platform.client();
    assertThat(platform.firstPassword()).as("made up at the first start only").isEmpty();
    assertRecovered(job.id());
  }

  /// Late enough for a checkpoint to resume from, early enough for work to lose.
  private static boolean midway(JobView job) {
    return job.optimizerStep() >= 35 && job.optimizerStep() < OPTIMIZER_STEPS - 20;
  }

  private static void assertRecovered(UUID jobId) {
    JobView job = client.awaitSuccess(jobId);
    assertThat(job.attempts()).as("attempts").isGreaterThan(1);
    assertThat(client.events(jobId)).extracting(JobEventView::kind).contains("RESUMED");

    CurveView curve = client.series(jobId, "train/loss");
    List<Long> everyStepOnce = LongStream.rangeClosed(1, OPTIMIZER_STEPS).boxed().toList();
    assertThat(curve.optimizerSteps()).isEqualTo(everyStepOnce);
    assertThat(curve.values()).isEqualTo(undisturbedCurve.values());
    assertThat(client.finalWeights(jobId)).isEqualTo(undisturbedWeights);
  }
}
