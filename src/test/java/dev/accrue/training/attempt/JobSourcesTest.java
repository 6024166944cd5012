package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.Position;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.api.worker.TrainerStart;
import dev.accrue.training.Jobs;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.loop.ModelSources;
import dev.accrue.training.script.Modules;
import dev.accrue.training.script.SafeTensorsWriter;
import dev.accrue.training.script.StartingWeights;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What a trainer fetches before it builds the model, from a server over HTTP.
class JobSourcesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long TRUSTED_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final TensorValue BIAS = value(0.5f, -1.5f);

  @TempDir Path directory;

  private static TensorValue value(float... values) {
    ByteBuffer bytes = TensorValue.allocate(ElementType.F32, List.of((long) values.length));
    for (float element : values) {
      bytes.putFloat(element);
    }
    return new TensorValue(ElementType.F32, List.of((long) values.length), bytes.flip());
  }

  private static Jobs from(String initialWeights) {
    return Jobs.mlp().with("initialWeights", initialWeights);
  }

  private static Jobs users(Jobs jobs) {
    return jobs.with("model", "{\"architecture\": \"torchscript\", \"module\": \"net\"}");
  }

  private static byte[] safetensors() throws IOException {
    SequencedMap<String, TensorValue> tensors = new LinkedHashMap<>();
    tensors.put("layers.1.bias", BIAS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SafeTensorsWriter.write(tensors, bytes);
    return bytes.toByteArray();
  }

  /// Asks the server for the description, then opens what it names.
  private JobSources open(PlayedServer server, JobSpec spec) throws Exception {
    TrainerStart start =
        new TrainerStart(
            server.url(),
            server.attemptId,
            server.jobId,
            PlayedServer.FENCING_TOKEN,
            PlayedServer.TOKEN,
            DeviceKind.CPU,
            List.of(0),
            directory.resolve("work").toString(),
            directory.resolve("cache").toString(),
            1,
            null,
            System.nanoTime() + TRUSTED_NANOS);
    Lease lease = Lease.until(start.leaseTrustedUntilNanos());
    AttemptApi api = new AttemptApi(new ServerConnection(start, lease), JSON);
    AttemptDescription description = api.describe();
    assertThat(description.spec()).isEqualTo(spec);
    return JobSources.open(
        description,
        new BlobCache(directory.resolve("cache"), api),
        new BlobCache(directory.resolve("own"), api));
  }

  private static StartingWeights weights(ModelSources sources) {
    return Objects.requireNonNull(sources.weights());
  }

  @Test
  void aModuleAndWeightsComeFromTheUploadsOfTheirNames() throws Exception {
    JobSpec spec = users(from("{\"weights\": \"base\", \"strict\": false}")).spec();
    try (PlayedServer server = new PlayedServer(spec, 20)) {
      server.upload("base", ModelKind.SAFETENSORS, safetensors());
      server.upload("net", ModelKind.TORCHSCRIPT, Modules.bytes("mlp-scripted"));
      try (JobSources sources = open(server, spec)) {
        StartingWeights weights = weights(sources.sources());
        assertThat(weights.strict()).isFalse();
        assertThat(weights.source().what()).isEqualTo("weights base");
        assertThat(weights.source().shapes()).isEqualTo(Map.of("layers.1.bias", List.of(2L)));
        assertThat(weights.source().read("layers.1.bias", ElementType.F32)).isEqualTo(BIAS);
        assertThat(Objects.requireNonNull(sources.sources().module()).what())
            .isEqualTo("module net");
      }
    }
  }

  @Test
  void weightsComeFromTheModelsTensorsOfACheckpoint() throws Exception {
    UUID id = UUID.randomUUID();
    JobSpec spec = from("{\"checkpoint\": \"%s\", \"strict\": true}".formatted(id)).spec();
    byte[] bytes = new byte[8];
    BIAS.bytes().get(bytes);
    String sha256 = Sha256.of(ByteBuffer.wrap(bytes));
    try (PlayedServer server = new PlayedServer(spec, 20)) {
      server.blobs.put(sha256, bytes);
      server.initialCheckpoint =
          manifest(
              tensor("model/layers.1.bias", TensorRole.PARAMETER, sha256),
              tensor("optimizer/layers.1.bias/momentum", TensorRole.OPTIMIZER, "0".repeat(64)));
      try (JobSources sources = open(server, spec)) {
        StartingWeights weights = weights(sources.sources());
        assertThat(weights.strict()).isTrue();
        assertThat(weights.source().shapes()).containsOnlyKeys("layers.1.bias");
        assertThat(weights.source().read("layers.1.bias", ElementType.F32)).isEqualTo(BIAS);
        assertThat(directory.resolve("own").toFile().list()).containsExactly(sha256);
      }
    }
  }

  /// What a resumed job has learnt goes before what it started from.
  @Test
  void aResumedJobFetchesNoInitialWeights() throws Exception {
    JobSpec spec = from("{\"weights\": \"gone\", \"strict\": true}").spec();
    try (PlayedServer server = new PlayedServer(spec, 20)) {
      server.resume = manifest(tensor("model/layers.1.bias", TensorRole.PARAMETER, "0".repeat(64)));
      try (JobSources sources = open(server, spec)) {
        assertThat(sources.sources().weights()).isNull();
      }
    }
  }

  @Test
  void whatIsGoneIsNamed() throws Exception {
    refuses(from("{\"weights\": \"gone\", \"strict\": true}"), "SAFETENSORS called gone");
    refuses(users(Jobs.mlp()), "TORCHSCRIPT called net");
    UUID id = UUID.randomUUID();
    refuses(from("{\"checkpoint\": \"%s\", \"strict\": true}".formatted(id)), id.toString());
  }

  /// Weights of a module's name are no module.
  private void refuses(Jobs jobs, String words) throws Exception {
    try (PlayedServer server = new PlayedServer(jobs.spec(), 20)) {
      server.upload("net", ModelKind.SAFETENSORS, safetensors());
      assertThatThrownBy(() -> open(server, jobs.spec()))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining(words);
    }
  }

  private static CheckpointManifest manifest(TensorEntry... tensors) {
    return new CheckpointManifest(
        7, new Position(0, 70, 70, 7, 0), "0".repeat(64), Map.of(), List.of(tensors));
  }

  private static TensorEntry tensor(String name, TensorRole role, String sha256) {
    return new TensorEntry(name, role, "F32", List.of(2L), 8, sha256);
  }
}
