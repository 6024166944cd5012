package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.Jobs;
import dev.accrue.training.script.Modules;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users' files in a whole trainer process.
class UserModuleAttemptTest {

  private static final Jobs USERS =
      Jobs.mlp().steps(3).with("model", "{\"architecture\": \"torchscript\", \"module\": \"net\"}");

  @TempDir Path directory;

  private AttemptEnd run(PlayedServer server) throws Exception {
    try (TrainerProcessHandle trainer = TrainerProcessHandle.start(server, directory, 120_000)) {
      assertThat(trainer.exitCode()).as(trainer.log()).isZero();
      return server.ends.getFirst();
    }
  }

  private static PlayedServer server(JobSpec spec, String module) throws Exception {
    PlayedServer server = new PlayedServer(spec, 3);
    server.upload("net", ModelKind.TORCHSCRIPT, Modules.bytes(module));
    return server;
  }

  @Test
  void aModuleTrainsAndItsCheckpointStartsAnotherJob() throws Exception {
    try (PlayedServer first = server(USERS.spec(), "cnn-scripted")) {
      assertThat(run(first).cause()).isEqualTo(EndCause.SUCCEEDED);
      CheckpointManifest checkpoint = first.checkpoints.getLast();
      assertThat(checkpoint.tensors())
          .extracting(TensorEntry::name)
          .contains("model/layers.0.weight", "model/layers.1.running_mean");
      UUID id = UUID.randomUUID();
      Jobs next =
          USERS.with("initialWeights", "{\"checkpoint\": \"%s\", \"strict\": true}".formatted(id));
      try (PlayedServer second = server(next.spec(), "cnn-traced")) {
        second.initialCheckpoint = checkpoint;
        second.blobs.putAll(first.blobs);
        assertThat(run(second).cause()).isEqualTo(EndCause.SUCCEEDED);
        assertThat(second.events)
            .contains(
                new AttemptEvent(
                    "WEIGHTS_LOADED",
                    "all 10 tensors of the model come from the checkpoint at optimizer step 3"));
      }
    }
  }

  @Test
  void whatDoesNotFitEndsTheAttemptAsTheUsersError() throws Exception {
    try (PlayedServer server = server(USERS.spec(), "two-outputs")) {
      AttemptEnd end = run(server);
      assertThat(end.cause()).isEqualTo(EndCause.USER_ERROR);
      assertThat(end.message()).contains("gives 2 outputs");
    }
  }
}
