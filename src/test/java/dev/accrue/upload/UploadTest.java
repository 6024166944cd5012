package dev.accrue.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestServer
class UploadTest {

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private UploadExpiry expiry;

  private String team;
  private TestHttp member;
  private TestHttp viewer;
  private TestHttp stranger;

  @BeforeEach
  void signIn() {
    String unique = UUID.randomUUID().toString().substring(0, 12);
    team = "t" + unique;
    UUID teamId = clients.newTeam(team);
    member = clients.newMember(teamId, "m" + unique, "MEMBER");
    viewer = clients.newMember(teamId, "v" + unique, "VIEWER");
    stranger = clients.newMember(clients.newTeam("o" + unique), "o" + unique, "MEMBER");
  }

  @Test
  void takesAFileInChunksAndNamesItByItsDigest() throws Exception {
    byte[] file = bytes(3_000_000);
    String id = announce(file.length);

    assertThat(put(member, id, 0, slice(file, 0, 2_000_000)).json().get("receivedBytes").asLong())
        .isEqualTo(2_000_000);
    put(member, id, 2_000_000, slice(file, 2_000_000, file.length));
    Answer done = complete(member, id, sha256(file));

    assertThat(done.status()).as(done.toString()).isEqualTo(200);
    assertThat(done.json().get("sha256").asString()).isEqualTo(sha256(file));
    assertThat(count("SELECT count(*) FROM upload_chunk WHERE upload_id = ?", id)).isZero();
    assertThat(complete(member, id, sha256(file)).status()).isEqualTo(200);
    assertThat(complete(member, id, "0".repeat(64)).status()).isEqualTo(409);
  }

  @Test
  void goesOnAfterALostAnswer() throws Exception {
    byte[] file = bytes(1000);
    String id = announce(file.length);
    put(member, id, 0, slice(file, 0, 600));

    Answer again = put(member, id, 0, slice(file, 0, 600));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("receivedBytes").asLong()).isEqualTo(600);
    assertThat(viewer.get("/api/v1/uploads/" + id).json().get("receivedBytes").asLong())
        .isEqualTo(600);
    Answer gap = put(member, id, 700, slice(file, 700, 1000));
    assertThat(gap.status()).isEqualTo(409);
    assertThat(gap.text()).contains("600 of 1000 bytes");
    assertThat(put(member, id, 0, bytes(601)).status()).isEqualTo(409);

    put(member, id, 600, slice(file, 600, 1000));
    assertThat(complete(member, id, sha256(file)).status()).isEqualTo(200);
  }

  @Test
  void refusesADigestThatIsNotTheFilesAndBytesThatAreMissing() throws Exception {
    byte[] file = bytes(100);
    String id = announce(file.length);
    assertThat(complete(member, id, sha256(file)).status()).isEqualTo(409);
    put(member, id, 0, file);

    Answer wrong = complete(member, id, "0".repeat(64));

    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.text()).contains(sha256(file));
    assertThat(complete(member, id, "no digest").status()).isEqualTo(422);
    assertThat(complete(member, id, sha256(file)).status()).isEqualTo(200);
  }

  @Test
  void twoCompletionsAtOnceAreOne() throws Exception {
    byte[] file = bytes(2_000_000);
    String id = announce(file.length);
    put(member, id, 0, file);
    Callable<Answer> complete = () -> complete(member, id, sha256(file));

    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : both.invokeAll(List.of(complete, complete, complete))) {
        assertThat(answer.get().status()).as(answer.get().toString()).isEqualTo(200);
      }
    }
    assertThat(count("SELECT count(*) FROM upload WHERE id = ? AND sha256 IS NOT NULL", id))
        .isEqualTo(1);
  }

  @Test
  void takesNoMoreThanItsLimits() {
    String id = announce(100);
    assertThat(put(member, id, 0, bytes(101)).status()).isEqualTo(409);
    assertThat(put(member, id, 0, new byte[0]).status()).isEqualTo(422);
    assertThat(put(member, id, 0, new byte[8 * 1024 * 1024 + 1]).status()).isEqualTo(413);
    assertThat(create(member, 1L << 50, "big").status()).isEqualTo(413);
    assertThat(create(member, 0, "none").status()).isEqualTo(422);
  }

  @Test
  void announcesOnceUnderOneKey() {
    Answer first = create(member, 10, "key");
    Answer second = create(member, 10, "key");

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
    assertThat(create(member, 11, "key").status()).isEqualTo(422);
  }

  @Test
  void isNotFoundByOthersAndNotChangedByViewers() {
    String id = announce(10);
    String path = "/api/v1/uploads/" + id;

    assertThat(stranger.get(path).status()).isEqualTo(404);
    assertThat(put(stranger, id, 0, bytes(10)).status()).isEqualTo(404);
    assertThat(complete(stranger, id, "0".repeat(64)).status()).isEqualTo(404);
    assertThat(stranger.delete(path).status()).isEqualTo(404);
    assertThat(create(stranger, 10, "mine").status()).isEqualTo(422);
    assertThat(clients.anonymous().get(path).status()).isEqualTo(401);

    assertThat(viewer.get(path).status()).isEqualTo(200);
    assertThat(put(viewer, id, 0, bytes(10)).status()).isEqualTo(403);
    assertThat(viewer.delete(path).status()).isEqualTo(403);
    assertThat(create(viewer, 10, "seen").status()).isEqualTo(403);
    assertThat(member.delete(path).status()).isEqualTo(204);
    assertThat(member.get(path).status()).isEqualTo(404);
  }

  @Test
  void goesAwayWhenItHasExpired() {
    String id = announce(10);
    put(member, id, 0, bytes(5));
    jdbc.sql("UPDATE upload SET expires_at = now() - interval '1 second' WHERE id = ?")
        .params(UUID.fromString(id))
        .update();

    assertThat(member.get("/api/v1/uploads/" + id).status()).isEqualTo(404);
    expiry.sweep();
    assertThat(count("SELECT count(*) FROM upload WHERE id = ?", id)).isZero();
  }

  private long count(String sql, String id) {
    return jdbc.sql(sql).params(UUID.fromString(id)).query(Long.class).single();
  }

  private String announce(long sizeBytes) {
    Answer answer = create(member, sizeBytes, UUID.randomUUID().toString());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.json().get("id").asString();
  }

  private Answer create(TestHttp client, long sizeBytes, String key) {
    return client
        .with("Idempotency-Key", key)
        .post(
            "/api/v1/uploads", "{\"team\": \"%s\", \"sizeBytes\": %d}".formatted(team, sizeBytes));
  }

  private static Answer put(TestHttp client, String id, long offset, byte[] bytes) {
    return client.send(
        client
            .request("/api/v1/uploads/%s/bytes?offset=%d".formatted(id, offset))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(bytes)));
  }

  private static Answer complete(TestHttp client, String id, String sha256) {
    return client.post(
        "/api/v1/uploads/%s/complete".formatted(id), "{\"sha256\": \"%s\"}".formatted(sha256));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
