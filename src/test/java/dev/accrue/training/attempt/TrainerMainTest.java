package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The trainer as a real process against a real HTTP server.
class TrainerMainTest {

  private static final long TRUSTED_MILLIS = 300_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long STEPS = 25;

  @TempDir Path directory;

  private static Jobs job() {
    return Jobs.cnn(true, 0.2)
        .optimizer(
            """
            {"name": "adamw", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01}
            """,
            1e-3)
        .batch(64, 24)
        .steps(STEPS);
  }

  static JobSpec endless() {
    return job().steps(1_000_000).spec();
  }

  private static void awaitCheckpoint(PlayedServer server) {
    await().atMost(PATIENCE).until(() -> !server.checkpoints.isEmpty());
  }

  @Test
  void trainsAndReportsEveryStepAndItsEnd() throws Exception {
    try (PlayedServer server = new PlayedServer(job().spec(), STEPS)) {
      server.failuresToPlay.set(2); // answered 503: the trainer tries again
      run(server);
      assertThat(server.points("train/loss").keySet())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, STEPS).boxed().toList());
      assertThat(server.points("train/loss").get(STEPS))
          .isLessThan(server.points("train/loss").get(1L));
      assertThat(server.points("train/learning_rate")).hasSize((int) STEPS);
      assertThat(server.points("train/gradient_norm")).hasSize((int) STEPS);
      assertThat(server.points("validation/accuracy").get(STEPS)).isBetween(0.3, 1.0);
      assertThat(server.checkpoints.getLast().optimizerStep()).isEqualTo(STEPS);
      assertThat(server.checkpoints.getLast().position().samplesSeen()).isEqualTo(STEPS * 64);
      assertThat(server.ends)
          .containsExactly(
              new AttemptEnd(EndCause.SUCCEEDED, "All optimizer steps are done.", STEPS));
    }
  }

  @Test
  void goesOnFromTheCheckpointBeforeADamagedOne() throws Exception {
    try (PlayedServer undisturbed = new PlayedServer(job().spec(), STEPS);
        PlayedServer disturbed = new PlayedServer(job().spec(), STEPS)) {
      run(undisturbed);
      assertThat(undisturbed.checkpoints).hasSizeGreaterThan(1);
      CheckpointManifest previous = undisturbed.checkpoints.getFirst();
      CheckpointManifest newest = undisturbed.checkpoints.getLast();
      disturbed.blobs.putAll(undisturbed.blobs);
      disturbed.resume = newest;
      disturbed.previous = previous;
      disturbed.damaged.add(newest.tensors().getFirst().sha256());

      run(disturbed);

      assertThat(disturbed.events)
          .anySatisfy(event -> {
            assertThat(event.kind()).isEqualTo("RESUMED");
            assertThat(event.reason())
                .isEqualTo(
                    "the checkpoint at optimizer step %d is damaged; goes on from the one at optimizer step %d"
                        .formatted(newest.optimizerStep(), previous.optimizerStep()));
          });
      assertThat(disturbed.points("train/loss").keySet()).contains(previous.optimizerStep() + 1);
      assertThat(disturbed.checkpoints.getLast().tensors()).isEqualTo(newest.tensors());
      assertThat(disturbed.ends.getLast().cause()).isEqualTo(EndCause.SUCCEEDED);
    }
  }

  @Test
  void goesOnWithoutRoomForCheckpointsAndFailsAtTheEnd() throws Exception {
    try (PlayedServer server = new PlayedServer(job().spec(), STEPS)) {
      server.full = true;
      run(server);
      assertThat(server.points("train/loss")).containsKey(STEPS);
      assertThat(server.checkpoints).isEmpty();
      assertThat(server.events).anyMatch(event -> event.kind().equals("CHECKPOINT_REFUSED"));
      assertThat(server.ends.getLast().cause()).isEqualTo(EndCause.USER_ERROR);
      assertThat(server.ends.getLast().message()).contains("the last checkpoint was refused");
    }
  }

  @Test
  void saysWhatACheckpointsWeightsAreWorth() throws Exception {
    try (PlayedServer server = new PlayedServer(job().spec(), STEPS)) {
      run(server);
      CheckpointManifest last = server.checkpoints.getLast();
      assertThat(last.metrics())
          .containsEntry("validation/accuracy", server.points("validation/accuracy").get(STEPS))
          .containsEntry("train/loss", server.points("train/loss").get(STEPS));
      assertThat(last.libraryVersions()).containsKeys("accrue", "djl", "libtorch");
    }
  }

  private void run(PlayedServer server) throws IOException, InterruptedException {
    try (TrainerProcessHandle trainer =
        TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
    }
  }

  @Test
  void aKilledTrainersSuccessorEndsWithTheSameWeights() throws Exception {
    try (PlayedServer undisturbed = new PlayedServer(job().spec(), STEPS);
        PlayedServer disturbed = new PlayedServer(job().spec(), STEPS)) {
      run(undisturbed);
      try (TrainerProcessHandle trainer =
          TrainerProcessHandle.start(disturbed, directory, TRUSTED_MILLIS)) {
        awaitCheckpoint(disturbed);
        trainer.kill();
      }
      disturbed.resume = disturbed.checkpoints.getFirst();
      run(disturbed);
      assertThat(digests(disturbed.checkpoints.getLast()))
          .isEqualTo(digests(undisturbed.checkpoints.getLast()));
      assertThat(disturbed.points("train/loss")).isEqualTo(undisturbed.points("train/loss"));
      assertThat(disturbed.points("validation/loss"))
          .isEqualTo(undisturbed.points("validation/loss"));
    }
  }

  private static List<String> digests(CheckpointManifest manifest) {
    return manifest.tensors().stream().map(TensorEntry::sha256).toList();
  }

  @Test
  void comparesAWindowWithItsFullBatchWhenAsked() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000);
        TrainerProcessHandle trainer =
            TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      awaitCheckpoint(server);
      trainer.say("check equivalence 17");
      await().atMost(PATIENCE).until(() -> !server.equivalence.isEmpty());
      trainer.say("order CANCEL");
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
      assertThat(server.equivalence).hasSize(1);
      assertThat(server.equivalence.getFirst().request()).isEqualTo(17);
      assertThat(server.equivalence.getFirst().report().agrees()).isTrue();
      assertThat(server.events).anyMatch(event -> event.kind().equals("EQUIVALENCE_CHECKED"));
    }
  }

  @Test
  void trainsOnSeveralDevicesAtOnce() throws Exception {
    Jobs several = job().with("resources", "{\"devices\": 3}");
    try (PlayedServer one = new PlayedServer(job().steps(3).spec(), 3);
        PlayedServer three = new PlayedServer(several.steps(3).spec(), 3)) {
      one.replaceWithFew();
      three.replaceWithFew();
      run(one);
      run(three);
      assertThat(three.ends.getFirst().cause()).isEqualTo(EndCause.SUCCEEDED);
      one.points("train/loss")
          .forEach((step, loss) ->
              assertThat(three.points("train/loss").get(step)).isCloseTo(loss, within(1e-4)));
    }
  }

  @Test
  void savesACheckpointAndEndsWhenTheDeviceIsNeededElsewhere() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000);
        TrainerProcessHandle trainer =
            TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      awaitCheckpoint(server);
      trainer.say("order PREEMPT");
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
      AttemptEnd end = server.ends.getFirst();
      assertThat(end.cause()).isEqualTo(EndCause.PREEMPTED);
      assertThat(server.checkpoints.getLast().optimizerStep()).isEqualTo(end.optimizerStep());
      assertThat(server.points("train/loss").keySet())
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, end.optimizerStep()).boxed().toList());
    }
  }

  @Test
  void endsWithoutAnotherCheckpointWhenCanceled() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000);
        TrainerProcessHandle trainer =
            TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      awaitCheckpoint(server);
      trainer.say("order CANCEL");
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
      assertThat(server.ends.getFirst().cause()).isEqualTo(EndCause.CANCELED);
    }
  }

  @Test
  void haltsWhenTheWorkerIsGone() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000);
        TrainerProcessHandle trainer =
            TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      awaitCheckpoint(server);
      trainer.closePipe();
      assertThat(trainer.exitCode()).isEqualTo(74);
      assertThat(server.ends).isEmpty();
    }
  }

  @Test
  void haltsWithoutWritingWhenTheLeaseIsNotRenewed() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000);
        TrainerProcessHandle trainer =
            TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      awaitCheckpoint(server);
      trainer.trust(60_000);
      trainer.trust(0);
      assertThat(trainer.exitCode()).isEqualTo(75);
      assertThat(server.ends).isEmpty();
    }
  }

  @Test
  void haltsAtOnceWhenTheServerSaysThatTheLeaseIsStale() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000);
        TrainerProcessHandle trainer =
            TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS)) {
      awaitCheckpoint(server);
      server.stale = true;
      assertThat(trainer.exitCode()).isEqualTo(75);
      assertThat(server.ends).isEmpty();
    }
  }

  @Test
  void tellsThePersonWhatIsWrongWithTheirData() throws Exception {
    try (PlayedServer server = new PlayedServer(job().spec(), STEPS)) {
      byte[] labels = Files.readAllBytes(Mnist.file("t10k-labels-idx1-ubyte"));
      labels[100] = 17;
      server.replace("test", "TARGETS", labels);
      run(server);
      AttemptEnd end = server.ends.getFirst();
      assertThat(end.cause()).isEqualTo(EndCause.USER_ERROR);
      assertThat(end.message()).contains("target 17").contains("train end at 9");
      assertThat(end.optimizerStep()).isZero();
    }
  }

  /// The file system limits sizes of files here, as it would by a quota.
  @Test
  void endsAtOnceWhenTheWorkersDiskTakesNoMore() throws Exception {
    try (PlayedServer server = new PlayedServer(job().spec(), STEPS)) {
      List<String> command =
          new ArrayList<>(List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "-"));
      command.addAll(TrainerProcessHandle.command());
      try (TrainerProcessHandle trainer =
          TrainerProcessHandle.start(server, directory, TRUSTED_MILLIS, null, command)) {
        assertThat(trainer.exitCode()).as(trainer.log()).isZero();
      }
      AttemptEnd end = server.ends.getFirst();
      assertThat(end.cause()).isEqualTo(EndCause.INTERNAL);
      assertThat(end.workerAtFault()).isTrue();
      assertThat(end.message()).contains("could not use its disk", "File too large");
    }
  }

  /// 503 means later, 500 that the server fails at this: waiting for it is not for ever.
  @Test
  void endsTheAttemptWithTheReasonWhenTheServerFailsToSayWhatToTrain() throws Exception {
    try (PlayedServer server = new PlayedServer(job().spec(), STEPS)) {
      server.failuresToPlay.set(2);
      server.broken.add("GET ");
      run(server);
      assertThat(server.failedCalls).hasValue(7);
      AttemptEnd end = server.ends.getFirst();
      assertThat(end.cause()).isEqualTo(EndCause.INTERNAL);
      assertThat(end.message())
          .startsWith("The server did not say what to train: GET /worker/v1/attempts/")
          .contains("was answered 500: {\"code\":\"INTERNAL\"}, 7 times");
      assertThat(end.optimizerStep()).isZero();
    }
  }

  @Test
  void trainsOnWhenTheServerFailsToKeepAnEvent() throws Exception {
    Jobs checked = job().steps(3).with("training.checkEquivalence", "true");
    try (PlayedServer server = new PlayedServer(checked.spec(), 3)) {
      server.replaceWithFew();
      server.broken.add("POST /events");
      run(server);
      assertThat(server.failedCalls.get()).isPositive();
      assertThat(server.equivalence).hasSize(1);
      assertThat(server.ends.getFirst().cause()).isEqualTo(EndCause.SUCCEEDED);
    }
  }
}
