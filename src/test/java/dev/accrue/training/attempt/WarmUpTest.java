package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.worker.LimitedTrainers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Trainers that stand by, as real processes.
class WarmUpTest {

  private static final long TRUSTED_MILLIS = 300_000;
  private static final int THREADS = 2;
  private static final int EXIT_INPUT_ENDED = 74;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private TrainerProcessHandle standby() throws Exception {
    return TrainerProcessHandle.run(directory, LimitedTrainers.standby(directory, THREADS));
  }

  private static void awaitWarm(TrainerProcessHandle standby) {
    await().atMost(PATIENCE).until(() -> !standby.running() || standby.log().contains("stands by"));
  }

  private void train(PlayedServer server, TrainerProcessHandle trainer) throws Exception {
    trainer.assign(server, directory, THREADS, TRUSTED_MILLIS, null);
    assertThat(trainer.exitCode()).as(trainer.log()).isZero();
    assertThat(server.ends.getFirst().cause()).isEqualTo(EndCause.SUCCEEDED);
  }

  @ParameterizedTest
  @EnumSource(names = {"CNN", "LSTM", "TRANSFORMER", "USERS_MODULE"})
  void aWarmTrainersWeightsAreThoseOfAColdOneBitForBit(ResumedWork work) throws Exception {
    List<String> cold = LimitedTrainers.command(directory);
    try (PlayedServer coldServer = work.server();
        PlayedServer warmServer = work.server();
        TrainerProcessHandle trainer = TrainerProcessHandle.run(directory, cold);
        TrainerProcessHandle standby = standby()) {
      awaitWarm(standby);
      train(coldServer, trainer);
      train(warmServer, standby);

      assertThat(digests(warmServer.checkpoints.getLast()))
          .isEqualTo(digests(coldServer.checkpoints.getLast()));
      assertThat(warmServer.points("train/loss"))
          .isEqualTo(coldServer.points("train/loss"))
          .hasSize((int) ResumedWork.STEPS);
      assertThat(warmServer.points("validation/loss"))
          .isEqualTo(coldServer.points("validation/loss"));
    }
  }

  private static Map<String, String> digests(CheckpointManifest manifest) {
    return manifest.tensors().stream()
        .collect(Collectors.toMap(TensorEntry::name, TensorEntry::sha256));
  }

  @Test
  void anAssignmentThatComesBeforeItIsWarmIsTrainedAllTheSame() throws Exception {
    try (PlayedServer server = ResumedWork.MLP.server();
        TrainerProcessHandle standby = standby()) {
      train(server, standby);

      assertThat(server.checkpoints.getLast().optimizerStep()).isEqualTo(ResumedWork.STEPS);
    }
  }

  @Test
  void endsWithItsWorkerWhileItStandsBy() throws Exception {
    try (TrainerProcessHandle standby = standby()) {
      awaitWarm(standby);
      assertThat(standby.running()).as(standby.log()).isTrue();

      standby.closePipe();

      assertThat(standby.exitCode()).as(standby.log()).isEqualTo(EXIT_INPUT_ENDED);
    }
  }

  @Test
  void endsWithAWorkerThatDiesWhileItWarmsUp() throws Exception {
    try (TrainerProcessHandle standby = standby()) {
      standby.closePipe();

      assertThat(standby.exitCode()).as(standby.log()).isEqualTo(EXIT_INPUT_ENDED);
    }
  }
}
