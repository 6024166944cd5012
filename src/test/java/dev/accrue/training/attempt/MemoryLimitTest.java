package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.EndCause;
import dev.accrue.training.Jobs;
import dev.accrue.worker.LimitedTrainers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Contract 11: trainers as real processes under a real limit of their memory.
@EnabledOnOs(OS.LINUX)
class MemoryLimitTest {

  private static final long TRUSTED_MILLIS = 300_000;
  private static final long STEPS = 3;
  private static final long MIB = 1 << 20;

  @TempDir Path directory;

  /// A wide layer in front, so that what a micro-batch needs is nearly all outputs of layers.
  private static Jobs wide(String channels) {
    return Jobs.mlp()
        .with(
            "model",
            """
            {"architecture": "cnn", "channels": %s, "hidden": [8], "batchNorm": false,
             "dropout": 0}
            """
                .formatted(channels))
        .batch(512, 512)
        .steps(STEPS);
  }

  private PlayedServer run(Jobs job, long tensorBytes) throws Exception {
    return run(job, tensorBytes, 1);
  }

  private PlayedServer run(Jobs job, long tensorBytes, int threads) throws Exception {
    PlayedServer server = new PlayedServer(job.spec(), STEPS);
    server.replaceWithFew();
    try (TrainerProcessHandle trainer =
        TrainerProcessHandle.run(directory, LimitedTrainers.command(directory, tensorBytes))) {
      trainer.assign(server, directory, threads, TRUSTED_MILLIS, tensorBytes);
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
    }
    return server;
  }

  private static void requireEqualCurves(PlayedServer plenty, PlayedServer little) {
    assertThat(little.ends.getFirst().cause())
        .as(() -> little.ends + ", " + little.events)
        .isEqualTo(EndCause.SUCCEEDED);
    Map<Long, Double> expected = plenty.points("train/loss");
    Map<Long, Double> actual = little.points("train/loss");
    assertThat(actual.keySet()).isEqualTo(expected.keySet()).hasSize((int) STEPS);
    expected.forEach((step, loss) -> assertThat(actual.get(step)).isCloseTo(loss, within(1e-4)));
  }

  @Test
  void aJobThatDoesNotFitEndsWithTheCurveOfOneThatDoes() throws Exception {
    try (PlayedServer plenty = run(wide("[64]"), 4096 * MIB);
        PlayedServer little = run(wide("[64]"), 64 * MIB)) {
      requireEqualCurves(plenty, little);
      assertThat(plenty.points("validation/loss").get(STEPS))
          .isCloseTo(little.points("validation/loss").get(STEPS), within(1e-4));
      assertThat(plenty.events).noneMatch(event -> event.kind().equals("OUT_OF_MEMORY_REPLAYED"));
      assertThat(plenty.events).allMatch(event -> event.probeMillis() == null);
      assertThat(little.events)
          .filteredOn(event -> event.kind().equals("OUT_OF_MEMORY_REPLAYED"))
          .extracting(AttemptEvent::probeMillis)
          .doesNotContainNull()
          .isSorted();
      assertThat(little.events)
          .filteredOn(event -> event.kind().equals("OUT_OF_MEMORY_REPLAYED"))
          .first()
          .extracting(AttemptEvent::reason)
          .asString()
          .contains("micro 512 -> 256", "limit 64.0 MiB", "effective batch stays 512");
      assertThat(little.microBatches.values()).allMatch(micro -> micro < 512).isNotEmpty();
      assertThat(little.checkpoints.getLast().position().micro()).isLessThan(512);
    }
  }

  private static Jobs mlp(String hidden, int effective) {
    return Jobs.mlp()
        .with(
            "model",
            "{\"architecture\": \"mlp\", \"hidden\": %s, \"dropout\": 0}".formatted(hidden))
        .batch(effective, effective);
  }

  /// Two outputs of 64 MiB pass in each of its windows. Half of the samples fit under 24 to 84 MiB,
  /// if nothing of the first try stays, and all of them from 94 MiB on, if the heap does not keep
  /// what passes.
  @Test
  void whatMemoryIsThereIsUsed() throws Exception {
    Jobs job = mlp("[2048]", 8192).steps(STEPS);
    try (PlayedServer plenty = run(job, 4096 * MIB);
        PlayedServer enough = run(job, 130 * MIB);
        PlayedServer half = run(job, 54 * MIB)) {
      requireEqualCurves(plenty, enough);
      assertThat(replays(enough)).isEmpty();
      requireEqualCurves(plenty, half);
      assertThat(replays(half)).singleElement().asString().contains("micro 8192 -> 4096");
    }
  }

  /// What smaller sizes left behind let the probe end at 512 or 1,024 here.
  @Test
  void theProbeFindsWhatFits() throws Exception {
    Jobs job = mlp("[1024, 512]", 2048).with("training.batch.micro", "\"auto\"").steps(1);
    try (PlayedServer server = run(job, 48 * MIB)) {
      assertThat(server.ends.getFirst().cause()).isEqualTo(EndCause.SUCCEEDED);
      assertThat(reasons(server, "MICRO_BATCH_FITTED"))
          .singleElement()
          .asString()
          .doesNotContain("does not fit");
      assertThat(replays(server)).isEmpty();
    }
  }

  private static List<String> replays(PlayedServer server) {
    return reasons(server, "OUT_OF_MEMORY_REPLAYED");
  }

  private static List<String> reasons(PlayedServer server, String kind) {
    return server.events.stream()
        .filter(event -> event.kind().equals(kind))
        .map(AttemptEvent::reason)
        .toList();
  }

  /// Two of its micro-batches at once would take more than there is, one takes half.
  @Test
  void whatHasNoRoomForReplicasTrainsAloneAndNeverRunsOut() throws Exception {
    Jobs job = wide("[64]").batch(512, 128);
    try (PlayedServer plenty = run(job, 4096 * MIB, 2);
        PlayedServer little = run(job, 128 * MIB, 2)) {
      assertThat(plenty.events).extracting(AttemptEvent::kind).contains("SIDE_BY_SIDE");
      assertThat(plenty.checkpoints.getLast().position().replicas()).isEqualTo(2);
      requireEqualCurves(plenty, little);
      assertThat(little.events)
          .extracting(AttemptEvent::kind)
          .doesNotContain("SIDE_BY_SIDE", "OUT_OF_MEMORY_REPLAYED");
      assertThat(little.checkpoints.getLast().position().replicas()).isEqualTo(1);
    }
  }

  @Test
  void aSampleThatDoesNotFitEndsTheJobWithTheSizesAndTheLimit() throws Exception {
    try (PlayedServer server = run(wide("[24576, 4]").batch(4, 2), 16 * MIB)) {
      assertThat(server.ends.getFirst().cause()).isEqualTo(EndCause.OUT_OF_MEMORY);
      assertThat(server.ends.getFirst().message())
          .contains("A micro-batch of 1 sample does not fit into the 16.0 MiB")
          .contains("layers.0 (Conv2d) [24576, 28, 28] (73.5 MiB)")
          .contains("parameters")
          .contains("Ask for more memory");
    }
  }
}
