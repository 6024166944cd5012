package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.blob.BlobStore;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestModels;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which uploaded files and which checkpoint an attempt is told of, and may read.
@StillServer
class AttemptDataTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private BlobStore blobs;
  @Autowired private JdbcClient jdbc;

  private UUID team;
  private UUID others;

  @BeforeEach
  void clear() {
    fleet.clear();
    team = jdbc.sql("SELECT id FROM team WHERE name = 'default'").query(UUID.class).single();
    others = clients.newTeam("t" + UUID.randomUUID().toString().substring(0, 12));
  }

  /// A model whose bytes are these words.
  private ModelFile model(UUID owner, String name, ModelKind kind, String words) {
    byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
    String sha256 = TestCheckpoints.sha256(bytes);
    blobs.write(sha256, new ByteArrayInputStream(bytes), bytes.length);
    TestModels.insert(jdbc, owner, name, kind, sha256);
    return new ModelFile(name, kind, bytes.length, sha256);
  }

  private static int read(TestAttempt attempt, String sha256) {
    return attempt.http().get(attempt.path("/blobs/" + sha256)).status();
  }

  private TestAttempt start(String model, String initialWeights) {
    fleet.submit(spec ->
        spec.replace(
                "\"model\": {\"architecture\": \"mlp\", \"hidden\": [8]}", "\"model\": " + model)
            .replace("\"data\"", initialWeights + "\"data\""));
    return fleet.restart();
  }

  @Test
  void anAttemptIsToldOfTheFilesThatItsSpecNamesAndReadsNoOthers() {
    ModelFile net = model(team, "net", ModelKind.TORCHSCRIPT, "a module");
    ModelFile weights = model(team, "base", ModelKind.SAFETENSORS, "weights");
    ModelFile unnamed = model(team, "other", ModelKind.SAFETENSORS, "other weights");
    ModelFile theirs = model(others, "base", ModelKind.SAFETENSORS, "weights of others");

    TestAttempt attempt =
        start(
            "{\"architecture\": \"torchscript\", \"module\": \"net\"}",
            "\"initialWeights\": {\"weights\": \"base\", \"strict\": false}, ");

    AttemptDescription description = attempt.describe();
    assertThat(description.modelFiles()).containsExactly(net, weights);
    assertThat(description.initialCheckpoint()).isNull();
    assertThat(read(attempt, net.sha256())).isEqualTo(200);
    assertThat(read(attempt, weights.sha256())).isEqualTo(200);
    assertThat(read(attempt, unnamed.sha256())).isEqualTo(404);
    assertThat(read(attempt, theirs.sha256())).isEqualTo(404);
  }

  @Test
  void anAttemptStartsFromAnotherJobsCheckpointAndReadsNoOtherOfIt() {
    TestAttempt source = fleet.start();
    TestCheckpoints named = TestCheckpoints.at(10, source);
    TestCheckpoints newer = TestCheckpoints.at(20, source);
    assertThat(named.save(source).status()).isEqualTo(204);
    assertThat(newer.save(source).status()).isEqualTo(204);
    UUID id =
        jdbc.sql("SELECT id FROM checkpoint WHERE optimizer_step = 10").query(UUID.class).single();

    TestAttempt attempt =
        start(
            "{\"architecture\": \"mlp\", \"hidden\": [8]}",
            "\"initialWeights\": {\"checkpoint\": \"%s\"}, ".formatted(id));

    AttemptDescription description = attempt.describe();
    assertThat(description.initialCheckpoint()).isEqualTo(named.manifest());
    assertThat(description.modelFiles()).isEmpty();
    assertThat(description.resume()).isNull();
    for (TensorEntry tensor : named.manifest().tensors()) {
      assertThat(read(attempt, tensor.sha256())).isEqualTo(200);
    }
    String moving = newer.manifest().tensors().getFirst().sha256();
    assertThat(read(attempt, moving)).isEqualTo(404);
    assertThat(read(source, moving)).isEqualTo(200);
  }

  @Test
  void aJobCannotNameWhatBelongsToOthers() {
    model(others, "theirs", ModelKind.SAFETENSORS, "weights of others");
    String spec =
        TestFleet.SPEC.replace(
            "\"data\"", "\"initialWeights\": {\"weights\": \"theirs\"}, \"data\"");

    assertThat(clients.administrator().post("/api/v1/jobs", spec).status()).isEqualTo(422);
    TestAttempt plain = fleet.start();
    assertThat(plain.describe().modelFiles()).isEqualTo(List.of());
  }
}
