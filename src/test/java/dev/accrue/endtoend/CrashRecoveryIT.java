package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.CheckpointView;
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

  /// In every weight that no other checkpoint has.
  private static final String FLIP_BITS =
      """
      UPDATE blob_chunk k SET bytes = set_byte(k.bytes, 5, get_byte(k.bytes, 5) # 16)
      WHERE k.sha256 IN (
        SELECT t.sha256 FROM checkpoint_tensor t
        WHERE t.checkpoint_id = ? AND t.name LIKE 'model/%weight' AND NOT EXISTS (
          SELECT FROM checkpoint_tensor o
          WHERE o.sha256 = t.sha256 AND o.checkpoint_id <> t.checkpoint_id))
      """;

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

  /// The trainer stands still while its newest checkpoint is damaged, so that no newer one comes.
  @Test
  void goesOnFromTheCheckpointBeforeADamagedOne() throws Exception {
    JobView job = client.submit(SPEC);
    client.await(
        job.id(),
        "two checkpoints and some steps",
        now -> midway(now) && client.checkpoints(now.id()).size() > 1);
    ProcessHandle trainer = platform.trainer();
    signal(trainer, "STOP");
    platform.database().awaitQuiet();
    List<CheckpointView> saved = client.checkpoints(job.id());
    CheckpointView newest = saved.getFirst();
    CheckpointView previous = saved.get(1);
    assertThat(platform.database().change(FLIP_BITS, newest.id()))
        .as("damaged chunks")
        .isPositive();
    assertThat(trainer.destroyForcibly()).isTrue();

    assertRecovered(job.id());
    List<JobEventView> events = client.events(job.id());
    assertThat(events)
        .filteredOn(event -> event.kind().equals("CHECKPOINT_DAMAGED"))
        .extracting(JobEventView::reason)
        .anyMatch(reason ->
            reason.matches(
                "the checkpoint at optimizer step %d is damaged .* tensor model/.*, blob [0-9a-f]{64}: chunk 0 does not match its checksum"
                    .formatted(newest.optimizerStep())));
    assertThat(events)
        .filteredOn(event -> event.kind().equals("RESUMED"))
        .extracting(JobEventView::reason)
        .contains(
            "the checkpoint at optimizer step %d is damaged; goes on from the one at optimizer step %d"
                .formatted(newest.optimizerStep(), previous.optimizerStep()));
  }

  private static void signal(ProcessHandle process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
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
