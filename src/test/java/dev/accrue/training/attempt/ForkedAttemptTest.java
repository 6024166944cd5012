package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.Jobs;
import dev.accrue.training.script.Modules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trainer processes that begin from others' work.
class ForkedAttemptTest {

  private static final Jobs PARENT =
      Jobs.mlp().steps(6).with("checkpoints", "{\"everyOptimizerSteps\": 3, \"keepLast\": 3}");

  @TempDir Path directory;

  private void run(PlayedServer server, String place) throws Exception {
    try (TrainerProcessHandle trainer =
        TrainerProcessHandle.start(
            server, Files.createDirectory(directory.resolve(place)), 120_000)) {
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
      assertThat(server.ends).extracting(AttemptEnd::cause).containsExactly(EndCause.SUCCEEDED);
    }
  }

  private static Map<String, String> digests(CheckpointManifest manifest) {
    return manifest.tensors().stream()
        .collect(Collectors.toMap(TensorEntry::name, TensorEntry::sha256));
  }

  /// Weights, optimizer state and position: as if the parent itself had gone on.
  @Test
  void aForkOfEverythingEndsBitForBitAsItsParent() throws Exception {
    try (PlayedServer parent = new PlayedServer(PARENT.spec(), 6)) {
      run(parent, "parent");
      CheckpointManifest middle = parent.checkpoints.getFirst();
      assertThat(middle.optimizerStep()).isEqualTo(3);
      String from =
          "{\"checkpoint\": \"%s\", \"strict\": true, \"take\": \"everything\"}"
              .formatted(UUID.randomUUID());
      try (PlayedServer fork = new PlayedServer(PARENT.with("initialWeights", from).spec(), 6)) {
        fork.initialCheckpoint = middle;
        fork.blobs.putAll(parent.blobs);
        run(fork, "fork");
        assertThat(fork.points("train/loss").keySet()).isEqualTo(java.util.Set.of(4L, 5L, 6L));
        assertThat(digests(fork.checkpoints.getLast()))
            .isEqualTo(digests(parent.checkpoints.getLast()));
      }
    }
  }

  /// A module's archive gives its tensors to another module of the same names.
  @Test
  void weightsComeFromATorchScriptArchive() throws Exception {
    Jobs job =
        Jobs.mlp()
            .steps(1)
            .with("model", "{\"architecture\": \"torchscript\", \"module\": \"net\"}")
            .with("initialWeights", "{\"weights\": \"base\", \"strict\": true}");
    try (PlayedServer server = new PlayedServer(job.spec(), 1)) {
      server.upload("net", ModelKind.TORCHSCRIPT, Modules.bytes("cnn-traced"));
      server.upload("base", ModelKind.TORCHSCRIPT, Modules.bytes("cnn-scripted"));
      run(server, "imported");
      assertThat(server.events)
          .containsAll(
              List.of(
                  new AttemptEvent(
                      "WEIGHTS_LOADED", "all 10 tensors of the model come from module base")));
    }
  }
}
