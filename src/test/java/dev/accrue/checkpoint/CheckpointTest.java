package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.BlobQuestion;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.SmallBlobs;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.fleet.FleetProperties;
import dev.accrue.fleet.LeaseReaper;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class CheckpointTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private LeaseReaper reaper;
  @Autowired private SettableClock clock;
  @Autowired private FleetProperties properties;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void theNextAttemptGoesOnFromTheNewestCheckpoint() throws Exception {
    TestAttempt first = fleet.start();
    assertThat(TestCheckpoints.at(10, first).save(first).status()).isEqualTo(204);
    TestCheckpoints newest = TestCheckpoints.at(20, first);
    assertThat(newest.save(first).status()).isEqualTo(204);
    loseLease();

    TestAttempt second = fleet.restart();

    AttemptDescription description = second.describe();
    assertThat(description.resume()).isEqualTo(newest.manifest());
    for (int i = 0; i < newest.blobs().size(); i++) {
      String sha256 = newest.manifest().tensors().get(i).sha256();
      HttpResponse<byte[]> blob = read(second, sha256);
      assertThat(blob.statusCode()).isEqualTo(200);
      assertThat(blob.body()).isEqualTo(newest.blobs().get(i));
    }
    assertThat(number("SELECT curve_from_step FROM attempt WHERE number = 2")).isEqualTo(20);
    assertThat(number("SELECT curve_to_step FROM attempt WHERE number = 1")).isEqualTo(20);
    assertThat(number("SELECT optimizer_step FROM job")).isEqualTo(20);
  }

  @Test
  void keepsTheNewestOnly() {
    TestAttempt attempt = fleet.start();
    for (int step : List.of(10, 20, 30, 40)) {
      assertThat(TestCheckpoints.at(step, attempt).save(attempt).status()).isEqualTo(204);
    }

    JsonNode list = checkpoints(clients.administrator(), attempt).json();
    assertThat(list.size()).isEqualTo(2);
    assertThat(list.get(0).get("optimizerStep").longValue()).isEqualTo(40);
    assertThat(list.get(0).get("sizeBytes").longValue()).isEqualTo(120);
    assertThat(list.get(1).get("optimizerStep").longValue()).isEqualTo(30);
    assertThat(number("SELECT count(*) FROM checkpoint_tensor")).isEqualTo(4);
    assertThat(number("SELECT count(*) FROM job_event WHERE kind = 'CHECKPOINT_SAVED'"))
        .isEqualTo(4);
  }

  @Test
  void aTensorThatDidNotChangeIsUploadedOnce() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints.at(10, attempt).save(attempt);
    CheckpointManifest next = TestCheckpoints.at(20, attempt).manifest();
    List<String> names = next.tensors().stream().map(TensorEntry::sha256).toList();

    JsonNode missing = attempt.post("/blobs/missing", new BlobQuestion(names)).json();

    assertThat(missing.get("missing").size()).isEqualTo(1);
    assertThat(missing.get("missing").get(0).stringValue()).isEqualTo(names.getFirst());
  }

  @Test
  void smallTensorsAreUploadedTogether() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);
    List<String> names = checkpoint.manifest().tensors().stream().map(TensorEntry::sha256).toList();
    Map<String, byte[]> blobs = new LinkedHashMap<>();
    for (int index = 0; index < names.size(); index++) {
      blobs.put(names.get(index), checkpoint.blobs().get(index));
    }
    byte[] body = new SmallBlobs(blobs).toBody();

    assertThat(attempt.write(Arrays.copyOf(body, body.length - 1)).status()).isEqualTo(422);
    assertThat(attempt.post("/checkpoints", checkpoint.manifest()).status()).isEqualTo(422);
    assertThat(attempt.write(body).status()).isEqualTo(204);
    assertThat(attempt.write(body).status()).isEqualTo(204);
    assertThat(attempt.post("/checkpoints", checkpoint.manifest()).status()).isEqualTo(204);
  }

  @Test
  void savingTwiceIsSavingOnce() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);

    assertThat(checkpoint.save(attempt).status()).isEqualTo(204);
    assertThat(checkpoint.save(attempt).status()).isEqualTo(204);

    assertThat(number("SELECT count(*) FROM checkpoint")).isEqualTo(1);
    assertThat(number("SELECT count(*) FROM job_event WHERE kind = 'CHECKPOINT_SAVED'"))
        .isEqualTo(1);
    assertThat(post(attempt, checkpoint, it -> with(it, it.tensors().subList(0, 1))).status())
        .isEqualTo(422);
  }

  @Test
  void aCheckpointIsRefusedUntilAllItsBlobsAreThere() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);
    byte[] first = checkpoint.blobs().getFirst();
    attempt.put(TestCheckpoints.sha256(first), first);

    TestHttp.Answer answer = attempt.post("/checkpoints", checkpoint.manifest());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("optimizer/momentum").doesNotContain("layers.0");
    assertThat(checkpoints(clients.administrator(), attempt).json().size()).isZero();
  }

  @Test
  void refusesManifestsThatCannotBe() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints good = TestCheckpoints.at(10, attempt);
    good.upload(attempt);
    TensorEntry tensor = good.manifest().tensors().getFirst();
    List<UnaryOperator<TensorEntry>> spoilt =
        List.of(
            it -> tensor("", it.dtype(), it.shape(), it.sizeBytes()),
            it -> tensor("a\0b", it.dtype(), it.shape(), it.sizeBytes()),
            it -> tensor("a".repeat(301), it.dtype(), it.shape(), it.sizeBytes()),
            it -> tensor(it.name(), "F33", it.shape(), it.sizeBytes()),
            it -> tensor(it.name(), "F64", it.shape(), it.sizeBytes()),
            it -> tensor(it.name(), it.dtype(), List.of(2L, -5L), it.sizeBytes()),
            it -> tensor(it.name(), it.dtype(), List.of(1L << 40, 1L << 40), it.sizeBytes()),
            it -> tensor(it.name(), it.dtype(), List.of(11L), 44));
    List<UnaryOperator<CheckpointManifest>> cases = new ArrayList<>();
    spoilt.forEach(spoil -> cases.add(it -> with(it, List.of(spoil.apply(tensor)))));
    cases.add(it -> with(it, List.of()));
    cases.add(it -> with(it, List.of(tensor, tensor)));
    cases.add(it -> atStep(it, 1001, it.specSha256()));
    cases.add(it -> atStep(it, -1, it.specSha256()));
    cases.add(it -> atStep(it, 10, "0".repeat(64)));

    for (UnaryOperator<CheckpointManifest> spoil : cases) {
      TestHttp.Answer answer = post(attempt, good, spoil);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    }
    assertThat(attempt.http().post(attempt.path("/checkpoints"), "{}").status()).isEqualTo(422);
    assertThat(number("SELECT count(*) FROM checkpoint")).isZero();
  }

  @Test
  void anAttemptReadsItsOwnJobsBlobsOnly() throws Exception {
    TestAttempt other = fleet.start();
    TestCheckpoints secret = TestCheckpoints.at(10, other);
    secret.save(other);
    TestAttempt attempt = fleet.start();
    byte[] unnamed = {4, 5, 6};
    attempt.put(TestCheckpoints.sha256(unnamed), unnamed);

    assertThat(read(attempt, secret.manifest().tensors().getFirst().sha256()).statusCode())
        .isEqualTo(404);
    assertThat(read(attempt, TestCheckpoints.sha256(unnamed)).statusCode()).isEqualTo(404);
    jdbc.sql("UPDATE blob SET size_bytes = 4 WHERE sha256 = sha256('test')").update();
    jdbc.sql("INSERT INTO blob_chunk VALUES (sha256('test'), 0, 'test')").update();
    assertThat(read(attempt, attempt.describe().files().getFirst().sha256()).statusCode())
        .isEqualTo(200);
    assertThat(read(attempt, "no-digest").statusCode()).isEqualTo(422);
  }

  @Test
  void aDamagedBlobNeverLooksComplete() throws Exception {
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);
    checkpoint.save(attempt);
    String sha256 = checkpoint.manifest().tensors().getFirst().sha256();
    jdbc.sql("UPDATE blob_chunk SET bytes = set_byte(bytes, 20, 99)").update();

    HttpResponse<byte[]> answer = read(attempt, sha256);

    assertThat(answer.statusCode()).isEqualTo(410);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("BLOB_DAMAGED");
  }

  @Test
  void aLargeDamagedBlobBreaksOff() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);
    checkpoint.save(attempt);
    byte[] large = new byte[3_000_000];
    String sha256 = TestCheckpoints.sha256(large);
    attempt.put(sha256, large);
    jdbc.sql("UPDATE checkpoint_tensor SET sha256 = decode(?, 'hex')").param(sha256).update();
    jdbc.sql("UPDATE blob_chunk SET bytes = set_byte(bytes, 20, 99) WHERE ordinal = 2").update();

    assertThatThrownBy(() -> read(attempt, sha256)).isInstanceOf(IOException.class);
  }

  @Test
  void othersJobsHaveNoCheckpoints() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints.at(10, attempt).save(attempt);
    UUID outsider = clients.newUser("outsider" + System.nanoTime());

    assertThat(checkpoints(clients.withTokenOf(outsider), attempt).status()).isEqualTo(404);
    assertThat(checkpoints(clients.anonymous(), attempt).status()).isEqualTo(401);
  }

  private void loseLease() {
    clock.advance(properties.leaseTtl());
    reaper.reap();
  }

  private static TestHttp.Answer checkpoints(TestHttp http, TestAttempt attempt) {
    return http.get("/api/v1/jobs/" + attempt.assignment().jobId() + "/checkpoints");
  }

  private static HttpResponse<byte[]> read(TestAttempt attempt, String sha256)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          attempt.http().request(attempt.path("/blobs/" + sha256)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static TestHttp.Answer post(
      TestAttempt attempt, TestCheckpoints checkpoint, UnaryOperator<CheckpointManifest> spoil) {
    return attempt.post("/checkpoints", spoil.apply(checkpoint.manifest()));
  }

  private static CheckpointManifest with(CheckpointManifest it, List<TensorEntry> tensors) {
    return new CheckpointManifest(
        it.optimizerStep(), it.position(), it.specSha256(), it.libraryVersions(), tensors);
  }

  private static CheckpointManifest atStep(CheckpointManifest it, long step, String spec) {
    return new CheckpointManifest(step, it.position(), spec, it.libraryVersions(), it.tensors());
  }

  private static TensorEntry tensor(String name, String dtype, List<Long> shape, long sizeBytes) {
    String sha256 = TestCheckpoints.sha256(new byte[80]);
    return new TensorEntry(name, TensorRole.BUFFER, dtype, shape, sizeBytes, sha256);
  }

  private long number(String sql) {
    return jdbc.sql(sql).query((row, number) -> row.getLong(1)).single();
  }
}
