package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.training.Jobs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a trainer takes checkpoints, beside the regular times: a real process against a server that
/// takes its time with them.
class CheckpointTimesTest {

  private static final long TRUSTED_MILLIS = 300_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long STEPS = 25;
  private static final String EVERY_FIVE = "\"everyOptimizerSteps\": 5, \"keepLast\": 2";

  @TempDir Path directory;

  @Test
  void waitsWhereTheOneBeforeIsStillBeingSaved() throws Exception {
    try (PlayedServer server = new PlayedServer(job("\"whenBusy\": \"wait\""), STEPS)) {
      // Each save lasts until training has come to the next one.
      server.beforeCheckpoint =
          manifest -> awaitStep(server, Math.min(manifest.optimizerStep() + 5, STEPS));
      run(server);

      assertThat(steps(server)).containsExactly(5L, 10L, 15L, 20L, 25L);
      assertThat(server.events).noneMatch(event -> event.kind().equals("CHECKPOINT_SKIPPED"));
    }
  }

  @Test
  void skipsWhatFallsDueMeanwhileAndSaysSo() throws Exception {
    try (PlayedServer server = new PlayedServer(job("\"whenBusy\": \"skip\""), STEPS)) {
      server.beforeCheckpoint =
          manifest -> {
            if (manifest.optimizerStep() == 5) {
              awaitStep(server, 12);
            }
          };
      run(server);

      assertThat(steps(server)).startsWith(5L).doesNotContain(10L).endsWith(STEPS);
      assertThat(server.events)
          .filteredOn(event -> event.kind().equals("CHECKPOINT_SKIPPED"))
          .first()
          .extracting(event -> event.reason())
          .isEqualTo(
              "the checkpoint at optimizer step 10 was skipped: the one at step 5 was still being"
                  + " saved (1 skipped since the attempt began)");
    }
  }

  @Test
  void savesWhereAValidationIsTheBestSoFar() throws Exception {
    String best =
        "\"keepBest\": {\"metric\": \"validation/loss\", \"mode\": \"min\", \"count\": 1}";
    try (PlayedServer server = new PlayedServer(job(best), STEPS)) {
      server.replaceWithFew("train");
      server.replaceWithFew("test");
      run(server);

      List<Long> bests = bestSoFar(server.points("validation/loss"));
      assertThat(bests).anyMatch(step -> step % 5 != 0);
      assertThat(steps(server)).containsAll(bests);
      assertThat(server.checkpoints).allSatisfy(it -> assertThat(it.metrics()).isNotNull());
    }
  }

  /// What the server has is found damaged between the question and the manifest.
  @Test
  void uploadsAgainWhatTheServerDoesNotHaveAnyMore() throws Exception {
    try (PlayedServer server = new PlayedServer(job("\"whenBusy\": \"wait\""), STEPS)) {
      AtomicBoolean lost = new AtomicBoolean();
      server.beforeCheckpoint =
          manifest -> {
            if (lost.compareAndSet(false, true)) {
              server.blobs.remove(manifest.tensors().getFirst().sha256());
            }
          };
      run(server);

      assertThat(steps(server)).containsExactly(5L, 10L, 15L, 20L, 25L);
    }
  }

  @Test
  void uploadsSmallTensorsTogetherWhereTheServerTakesThem() throws Exception {
    try (PlayedServer server = new PlayedServer(job("\"whenBusy\": \"wait\""), STEPS)) {
      run(server);

      assertThat(server.calls).contains("POST /blobs/write");
      // The cnn's large tensor and its two moments, for each checkpoint; all others are small.
      assertThat(server.calls).filteredOn("PUT /blobs/SHA"::equals).hasSizeLessThanOrEqualTo(5 * 3);
      assertThat(steps(server)).containsExactly(5L, 10L, 15L, 20L, 25L);
    }
  }

  @Test
  void uploadsTensorsOneAtATimeToAServerThatKnowsNoOtherWay() throws Exception {
    try (PlayedServer server = new PlayedServer(job("\"whenBusy\": \"wait\""), STEPS)) {
      server.unknown.add("POST /blobs/write");
      run(server);

      assertThat(server.calls).contains("PUT /blobs/SHA");
      assertThat(steps(server)).containsExactly(5L, 10L, 15L, 20L, 25L);
    }
  }

  private static JobSpec job(String checkpoints) {
    return Jobs.cnn(true, 0.2)
        .batch(64, 64)
        .steps(STEPS)
        .with("checkpoints", "{%s, %s}".formatted(EVERY_FIVE, checkpoints))
        .spec();
  }

  private static void awaitStep(PlayedServer server, long optimizerStep) {
    await().atMost(PATIENCE).until(() -> server.points("train/loss").containsKey(optimizerStep));
  }

  private static List<Long> steps(PlayedServer server) {
    return server.checkpoints.stream().map(CheckpointManifest::optimizerStep).toList();
  }

  private static List<Long> bestSoFar(Map<Long, Double> losses) {
    TreeMap<Double, Long> best = new TreeMap<>();
    return losses.entrySet().stream()
        .filter(it -> best.isEmpty() || it.getValue() < best.firstKey())
        .peek(it -> best.put(it.getValue(), it.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void run(PlayedServer server) throws Exception {
    try (TrainerProcessHandle trainer =
        TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
    }
    assertThat(server.ends.getLast().cause()).isEqualTo(EndCause.SUCCEEDED);
  }
}
