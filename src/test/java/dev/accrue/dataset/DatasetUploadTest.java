package dev.accrue.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestRows;
import dev.accrue.testing.TestServer;
import dev.accrue.testing.TestUploads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestServer
class DatasetUploadTest {

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  private UUID teamId;
  private String team;
  private TestHttp member;
  private TestHttp viewer;
  private TestHttp stranger;

  @BeforeEach
  void signIn() {
    String unique = UUID.randomUUID().toString().substring(0, 12);
    team = "t" + unique;
    teamId = clients.newTeam(team);
    member = clients.newMember(teamId, "m" + unique, "MEMBER");
    viewer = clients.newMember(teamId, "v" + unique, "VIEWER");
    stranger = clients.newMember(clients.newTeam("o" + unique), "o" + unique, "MEMBER");
  }

  @Test
  void cataloguesImagesWithTheirTargetsAndATextWithItsBytes() {
    Answer images = create(member, "shapes", "IDX", features(5), targets(5));
    assertThat(images.status()).as(images.toString()).isEqualTo(201);
    assertThat(images.json().get("team").asString()).isEqualTo(team);
    assertThat(images.json().get("splits").get(0).get("samples").asLong()).isEqualTo(5);
    assertThat(images.json().get("splits").get(0).get("shape").toString()).isEqualTo("[3,2]");

    Answer text = create(member, "novel", "TEXT", text("Call me Ishmael. Ägir."));
    assertThat(text.status()).as(text.toString()).isEqualTo(201);
    assertThat(text.json().get("splits").get(0).get("samples").asLong()).isEqualTo(23);
    assertThat(viewer.get("/api/v1/datasets").text()).contains("shapes", "novel");
  }

  @Test
  void cataloguesTablesAndLinesOfJson() {
    byte[] rows = "size,colour\n1.5,red\n2,blue\n,red\n".getBytes(StandardCharsets.UTF_8);
    Answer table = create(member, "table", "CSV", part("SAMPLES", rows));
    assertThat(table.status()).as(table.toString()).isEqualTo(201);
    assertThat(table.json().get("splits").get(0).get("samples").asLong()).isEqualTo(3);

    byte[] lines = "{\"text\": \"a\", \"label\": \"x\"}\n".getBytes(StandardCharsets.UTF_8);
    Answer json = create(member, "lines", "JSON_LINES", part("SAMPLES", lines));
    assertThat(json.status()).as(json.toString()).isEqualTo(201);

    refuses(
        "CSV", "the file is no CSV", part("SAMPLES", "a,b\n1\n".getBytes(StandardCharsets.UTF_8)));
    refuses("JSON_LINES", "the file is no JSON_LINES", part("SAMPLES", new byte[] {'{', '\n'}));
    refuses("NPZ", "the file is no NPZ", part("SAMPLES", new byte[] {'P', 'K', 3, 4}));
    refuses("IMAGES_ZIP", "the file is no IMAGES_ZIP", part("SAMPLES", new byte[40]));
  }

  @Test
  void refusesFilesThatAreNotWhatTheirSenderSaysOrDoNotGoTogether() {
    refuses("IDX", "4 samples in one file and 5", features(4), targets(5));
    refuses("IDX", "not a valid IDX file", part("FEATURES", new byte[20]), targets(5));
    refuses(
        "IDX", "it ends within its header", part("FEATURES", new byte[] {0, 0, 8, 3}), targets(5));
    refuses("IDX", "one file of each role", features(5));
    refuses("IDX", "one file of each role", features(5), features(5));
    refuses("TEXT", "is not UTF-8", part("SAMPLES", new byte[] {(byte) 0xff, 1}));
    refuses("WORD", "format: is not CSV or IDX", text("a"));
    byte[] lying = idx(new int[] {1 << 30, 1 << 30, 1 << 30, 1 << 30}, 0);
    refuses("IDX", "more bytes than a file can have", part("FEATURES", lying), targets(5));
    byte[] cut = idx(new int[] {5, 3, 2}, 29);
    refuses("IDX", "30 bytes, but 29 follow", part("FEATURES", cut), targets(5));
  }

  private void refuses(String format, String words, String... parts) {
    Answer answer = create(member, "bad", format, parts);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.text()).contains(words);
  }

  @Test
  void takesANameOnceUnlessItIsTheSameRequest() {
    String body = body("novel", "TEXT", text("words"));
    TestHttp keyed = member.with("Idempotency-Key", "key");

    assertThat(keyed.post("/api/v1/datasets", body).status()).isEqualTo(201);
    assertThat(keyed.post("/api/v1/datasets", body).status()).isEqualTo(200);
    assertThat(keyed.post("/api/v1/datasets", body("novel", "TEXT", text("other"))).status())
        .isEqualTo(409);
    assertThat(member.post("/api/v1/datasets", body).status()).isEqualTo(409);
  }

  @Test
  void isNotFoundByOthersAndNotChangedByViewers() {
    String body = body("novel", "TEXT", text("words"));
    member.post("/api/v1/datasets", body);
    String path = "/api/v1/datasets/%s/novel".formatted(team);

    assertThat(stranger.get(path).status()).isEqualTo(404);
    assertThat(stranger.delete(path).status()).isEqualTo(404);
    assertThat(stranger.post("/api/v1/datasets", body).status()).isEqualTo(422);
    assertThat(stranger.get("/api/v1/datasets").text()).doesNotContain("novel");
    assertThat(viewer.get(path).status()).isEqualTo(200);
    assertThat(viewer.post("/api/v1/datasets", body).status()).isEqualTo(403);
    assertThat(viewer.delete(path).status()).isEqualTo(403);
    assertThat(member.delete(path).status()).isEqualTo(204);
    assertThat(member.get(path).status()).isEqualTo(404);
  }

  @Test
  void staysWhileAJobThatHasNotEndedTrainsOnIt() {
    create(member, "novel", "TEXT", text("words"));
    TestRows rows = new TestRows(jdbc);
    UUID job = rows.job(teamId, rows.user(), "{}", 0, Instant.EPOCH);
    rows.hold(job, "dataset", "novel");
    String path = "/api/v1/datasets/%s/novel".formatted(team);

    assertThat(member.delete(path).status()).isEqualTo(409);
    jdbc.sql("DELETE FROM job WHERE id = ?").params(job).update();
    assertThat(member.delete(path).status()).isEqualTo(204);
  }

  private Answer create(TestHttp client, String name, String format, String... parts) {
    return client.post("/api/v1/datasets", body(name, format, parts));
  }

  private String body(String name, String format, String... parts) {
    return "{\"team\": \"%s\", \"name\": \"%s\", \"format\": \"%s\", \"files\": [%s]}"
        .formatted(team, name, format, String.join(", ", parts));
  }

  private String part(String role, byte[] file) {
    return "{\"split\": \"train\", \"role\": \"%s\", \"upload\": \"%s\"}"
        .formatted(role, TestUploads.send(member, team, file));
  }

  private String text(String text) {
    return part("SAMPLES", text.getBytes(StandardCharsets.UTF_8));
  }

  private String features(int samples) {
    return part("FEATURES", idx(new int[] {samples, 3, 2}, samples * 6));
  }

  private String targets(int samples) {
    return part("TARGETS", idx(new int[] {samples}, samples));
  }

  private static byte[] idx(int[] shape, int dataBytes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + dataBytes);
    file.putInt(0x0800 | shape.length);
    for (int extent : shape) {
      file.putInt(extent);
    }
    return file.array();
  }
}
