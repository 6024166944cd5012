package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Contract 10 and 12 with real processes: 40 optimizer steps equal 17, SIGKILL and 23, bit for
/// bit, for every architecture and every optimizer, with dropout, moving averages and a schedule.
class KilledTrainerTest {

  private static final long TRUSTED_MILLIS = 300_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration OFTEN = Duration.ofMillis(5);

  @TempDir Path directory;

  /// The window behind the next is long: the trainer is killed in the middle of it.
  @ParameterizedTest
  @EnumSource
  void aKilledTrainersSuccessorGoesOnBitForBit(ResumedWork work) throws Exception {
    try (PlayedServer undisturbed = work.server();
        PlayedServer disturbed = work.server();
        TrainerProcessHandle whole = start(undisturbed)) {
      try (TrainerProcessHandle killed = start(disturbed)) {
        await()
            .atMost(PATIENCE)
            .pollInterval(OFTEN)
            .until(() -> !killed.running() || isInLongWindow(disturbed));
        killed.kill();
        assertThat(disturbed.ends).as(killed.log()).isEmpty();
      }
      CheckpointManifest left = disturbed.checkpoints.getFirst();
      assertThat(disturbed.checkpoints).containsExactly(left);
      assertThat(left.optimizerStep()).isEqualTo(ResumedWork.KILLED_AFTER);
      assertThat(disturbed.points("train/loss"))
          .as("the window in which it was killed was not over")
          .doesNotContainKey(ResumedWork.LONG_WINDOW + 1);

      disturbed.resume = left;
      try (TrainerProcessHandle rest = start(disturbed)) {
        assertThat(rest.exitCode()).as(rest.log()).isZero();
      }
      assertThat(whole.exitCode()).as(whole.log()).isZero();
      requireEqual(disturbed, undisturbed);
      requireWholeCheckpoint(undisturbed, left);
    }
  }

  private TrainerProcessHandle start(PlayedServer server) throws Exception {
    return TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS);
  }

  /// Whether the checkpoint is there and the trainer has gone on since.
  private static boolean isInLongWindow(PlayedServer server) {
    return !server.checkpoints.isEmpty()
        && server.points("train/loss").containsKey(ResumedWork.LONG_WINDOW);
  }

  private static void requireEqual(PlayedServer disturbed, PlayedServer undisturbed) {
    assertThat(disturbed.ends.getFirst().cause()).isEqualTo(EndCause.SUCCEEDED);
    assertThat(undisturbed.ends.getFirst().cause()).isEqualTo(EndCause.SUCCEEDED);
    CheckpointManifest actual = disturbed.checkpoints.getLast();
    CheckpointManifest expected = undisturbed.checkpoints.getLast();
    assertThat(actual.optimizerStep()).isEqualTo(ResumedWork.STEPS);
    assertThat(digests(actual)).isEqualTo(digests(expected));
    assertThat(actual.position()).isEqualTo(expected.position());
    for (String series : undisturbed.series.keySet()) {
      if (series.matches("(train|validation)/.*") && !series.endsWith("samples_per_second")) {
        assertThat(disturbed.points(series)).as(series).isEqualTo(undisturbed.points(series));
      }
    }
    assertThat(disturbed.points("train/loss")).hasSize((int) ResumedWork.STEPS);
  }

  /// The comparison is of everything there is, and of something that training moved.
  private static void requireWholeCheckpoint(PlayedServer server, CheckpointManifest before) {
    CheckpointManifest last = server.checkpoints.getLast();
    assertThat(last.tensors())
        .extracting(TensorEntry::role)
        .contains(TensorRole.PARAMETER, TensorRole.OPTIMIZER, TensorRole.EMA);
    Map<String, String> moved = digests(last);
    digests(before).entrySet().forEach(moved.entrySet()::remove);
    assertThat(moved.keySet())
        .anyMatch(name -> name.startsWith("model/"))
        .anyMatch(name -> name.startsWith("optimizer/"))
        .anyMatch(name -> name.startsWith("ema/"));
  }

  private static Map<String, String> digests(CheckpointManifest manifest) {
    Map<String, String> digests = new TreeMap<>();
    manifest
        .tensors()
        .forEach(tensor ->
            digests.put(
                tensor.name(),
                "%s %s %s".formatted(tensor.dtype(), tensor.shape(), tensor.sha256())));
    return digests;
  }
}
