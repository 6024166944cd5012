package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Bytes that changed in the database: found when they are read, named, and gone around.
@StillServer
class DamagedCheckpointTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private CheckpointRetention retention;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  private TestAttempt attempt;
  private TestCheckpoints first;
  private TestCheckpoints second;

  @BeforeEach
  void saveTwo() {
    fleet.clear();
    attempt = fleet.start();
    first = TestCheckpoints.at(10, attempt);
    second = TestCheckpoints.at(20, attempt);
    assertThat(first.save(attempt).status()).isEqualTo(204);
    assertThat(second.save(attempt).status()).isEqualTo(204);
    jdbc.sql("UPDATE attempt SET lease_expires_at = 'infinity', curve_from_step = 20").update();
  }

  @Test
  void aFlippedBitIsNamedAndTheCheckpointBeforeIsUsed() {
    change(second, "bytes = set_byte(bytes, 20, get_byte(bytes, 20) # 4)");

    TestHttp.Answer answer = read(second);

    String damage = "tensor model/layers.0.weight, blob %s: chunk 0 does not match its checksum";
    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.text()).contains("BLOB_DAMAGED", "chunk 0 does not match its checksum");
    AttemptDescription again = attempt.describe();
    assertThat(again.resume()).isEqualTo(first.manifest());
    assertThat(read(first).status()).isEqualTo(200);
    assertThat(events())
        .containsExactly(
            "the checkpoint at optimizer step 20 is damaged and nothing goes on from it any more: "
                + damage.formatted(moving(second)));
    assertThat(number("SELECT curve_from_step FROM attempt")).isEqualTo(10);
    JsonNode view = list().get(0);
    assertThat(view.get("damage").stringValue()).isEqualTo(damage.formatted(moving(second)));
    assertThat(view.get("kept").get(0).stringValue()).isEqualTo("DAMAGED");
    // Asked again, it says the same and tells nobody again.
    assertThat(read(second).status()).isEqualTo(410);
    assertThat(events()).hasSize(1);
  }

  @Test
  void aMissingChunkIsNamed() {
    jdbc.sql("DELETE FROM blob_chunk WHERE sha256 = decode(?, 'hex')")
        .param(moving(second))
        .update();

    assertThat(read(second).text()).contains("BLOB_DAMAGED", "chunk 0 is missing");
    assertThat(attempt.describe().resume()).isEqualTo(first.manifest());
  }

  @Test
  void aChunkFromBeforeChecksumsIsFoundByTheDigest() {
    change(second, "crc32c = NULL, bytes = set_byte(bytes, 20, 99)");

    assertThat(read(second).text()).contains("BLOB_DAMAGED", "its bytes hash to");
  }

  @Test
  void withoutASoundOneTrainingStartsAnew() {
    // The tensor that never changes is in both.
    String frozen = second.manifest().tensors().getLast().sha256();
    jdbc.sql("DELETE FROM blob_chunk WHERE sha256 = decode(?, 'hex')").param(frozen).update();

    assertThat(read(frozen).status()).isEqualTo(410);
    assertThat(attempt.describe().resume()).isNull();
    assertThat(events()).hasSize(2);
    assertThat(number("SELECT curve_from_step FROM attempt")).isZero();
  }

  @Test
  void aSaveOfTheSameTensorMakesItSoundAgain() {
    String frozen = second.manifest().tensors().getLast().sha256();
    jdbc.sql("DELETE FROM blob_chunk WHERE sha256 = decode(?, 'hex')").param(frozen).update();
    assertThat(read(frozen).status()).isEqualTo(410);
    TestCheckpoints third = TestCheckpoints.at(30, attempt);
    String moving = moving(third);
    attempt.put(moving, third.blobs().getFirst());

    // It counts as missing, so nothing is saved with it.
    assertThat(attempt.post("/checkpoints", third.manifest()).text())
        .contains("optimizer/momentum");
    assertThat(attempt.post("/checkpoints/missing", third.manifest()).text())
        .contains(frozen)
        .doesNotContain(moving);
    assertThat(third.save(attempt).status()).isEqualTo(204);
    assertThat(read(frozen).status()).isEqualTo(200);
    assertThat(list()).allSatisfy(view -> assertThat(view.get("damage").isNull()).isTrue());
  }

  @Test
  void aDamagedOneTakesNoSoundOnesPlaceAndGoesInTheEnd() {
    change(second, "bytes = set_byte(bytes, 20, 99)");
    read(second);
    TestCheckpoints.at(30, attempt).save(attempt);
    assertThat(steps()).containsExactly(10L, 20L, 30L);

    clock.advance(Duration.ofDays(8));
    retention.deleteAllOutlived();
    assertThat(steps()).containsExactly(10L, 30L);
  }

  private void change(TestCheckpoints checkpoint, String assignment) {
    int changed =
        jdbc.sql("UPDATE blob_chunk SET %s WHERE sha256 = decode(?, 'hex')".formatted(assignment))
            .param(moving(checkpoint))
            .update();
    assertThat(changed).isEqualTo(1);
  }

  private static String moving(TestCheckpoints checkpoint) {
    return checkpoint.manifest().tensors().getFirst().sha256();
  }

  private TestHttp.Answer read(TestCheckpoints checkpoint) {
    return read(moving(checkpoint));
  }

  private TestHttp.Answer read(String sha256) {
    return attempt.http().get(attempt.path("/blobs/" + sha256));
  }

  private JsonNode list() {
    return clients
        .administrator()
        .get("/api/v1/jobs/%s/checkpoints".formatted(attempt.assignment().jobId()))
        .json();
  }

  private List<Long> steps() {
    return jdbc.sql("SELECT optimizer_step FROM checkpoint ORDER BY 1")
        .query((row, number) -> row.getLong(1))
        .list();
  }

  private List<String> events() {
    return jdbc.sql("SELECT reason FROM job_event WHERE kind = 'CHECKPOINT_DAMAGED' ORDER BY id")
        .query((row, number) -> row.getString(1))
        .list();
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
