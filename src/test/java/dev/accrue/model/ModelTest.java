package dev.accrue.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestRows;
import dev.accrue.testing.TestServer;
import dev.accrue.testing.TestUploads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestServer
class ModelTest {

  private static final String TENSOR =
      "{\"w\": {\"dtype\": \"F32\", \"shape\": [2, 2], \"data_offsets\": [0, 16]}}";

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
  void namesCheckedWeightsAndModules() throws IOException {
    byte[] weights = safetensors(TENSOR, 16);
    Answer made = create(member, "weights", "SAFETENSORS", weights);
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    assertThat(made.json().get("entries").asInt()).isEqualTo(1);
    assertThat(made.json().get("sha256").asString()).isEqualTo(TestUploads.sha256(weights));

    Answer module =
        create(
            member,
            "module",
            "TORCHSCRIPT",
            zip("m/data.pkl", "m/code/__torch__.py", "m/constants.pkl", "m/version"));
    assertThat(module.status()).as(module.toString()).isEqualTo(201);
    assertThat(viewer.get("/api/v1/models").json()).hasSize(2);
    assertThat(viewer.get("/api/v1/models/%s/module".formatted(team)).status()).isEqualTo(200);
  }

  @Test
  void refusesFilesThatAreNotWhatTheirSenderSays() throws IOException {
    refuses("SAFETENSORS", "short".getBytes(StandardCharsets.UTF_8), "it has only 5 bytes");
    refuses("SAFETENSORS", "0123456789".getBytes(StandardCharsets.UTF_8), "its header would have");
    refuses("SAFETENSORS", safetensors("{nothing", 0), "its header is no JSON");
    refuses("SAFETENSORS", safetensors("{}", 0), "it has 0 tensors");
    refuses("SAFETENSORS", safetensors(TENSOR, 12), "its tensors take 16 bytes and it holds 12");
    refuses(
        "SAFETENSORS",
        safetensors(TENSOR.replace("[2, 2]", "[2, 3]"), 16),
        "does not take the bytes 0 to 16");
    refuses("SAFETENSORS", safetensors(TENSOR.replace("F32", "X9"), 16), "w has the type X9");
    refuses(
        "SAFETENSORS",
        safetensors(TENSOR.replace("[2, 2]", "[9223372036854775807, 9]"), 16),
        "does not take the bytes");
    refuses("TORCHSCRIPT", "no zip at all".getBytes(StandardCharsets.UTF_8), "it is not a zip");
    refuses("TORCHSCRIPT", zip("m/data.pkl", "m/version"), "no code");
    refuses("TORCHSCRIPT", zip("m/code/a.py", "m/version"), "no data.pkl");
    refuses("TORCHSCRIPT", zip("m/code/a.py", "m/data.pkl"), "no version");
    refuses(
        "TORCHSCRIPT",
        zip("m/../../etc/passwd"),
        "it has an entry with the name m/../../etc/passwd");
    refuses("TORCHSCRIPT", zip("m/data.pkl", "n/version"), "not all in one folder");
  }

  /// The trainer reads archives in place, so it would refuse what is compressed.
  @Test
  void refusesModulesThatATrainerWouldNotRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("m/data/0"));
      zip.write(new byte[1000]);
    }
    refuses("TORCHSCRIPT", bytes.toByteArray(), "entries other than code are compressed");
  }

  private void refuses(String kind, byte[] file, String words) {
    Answer answer = create(member, "bad", kind, file);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.text()).contains(words);
  }

  @Test
  void takesANameOnceUnlessItIsTheSameRequest() {
    String upload = TestUploads.send(member, team, safetensors(TENSOR, 16));
    TestHttp keyed = member.with("Idempotency-Key", "key");
    String body = body("weights", "SAFETENSORS", upload);

    assertThat(keyed.post("/api/v1/models", body).status()).isEqualTo(201);
    assertThat(keyed.post("/api/v1/models", body).status()).isEqualTo(200);
    assertThat(member.post("/api/v1/models", body).status()).isEqualTo(409);
  }

  @Test
  void isNotFoundByOthersAndNotChangedByViewers() {
    create(member, "weights", "SAFETENSORS", safetensors(TENSOR, 16));
    String upload = TestUploads.send(member, team, safetensors(TENSOR, 16));
    String path = "/api/v1/models/%s/weights".formatted(team);

    assertThat(stranger.get(path).status()).isEqualTo(404);
    assertThat(stranger.delete(path).status()).isEqualTo(404);
    assertThat(stranger.get("/api/v1/models").json()).isEmpty();
    assertThat(stranger.post("/api/v1/models", body("x", "SAFETENSORS", upload)).status())
        .isEqualTo(422);
    assertThat(viewer.post("/api/v1/models", body("x", "SAFETENSORS", upload)).status())
        .isEqualTo(403);
    assertThat(viewer.delete(path).status()).isEqualTo(403);
    assertThat(member.delete(path).status()).isEqualTo(204);
    assertThat(member.get(path).status()).isEqualTo(404);
  }

  @Test
  void staysWhileAJobThatHasNotEndedNamesIt() {
    create(member, "weights", "SAFETENSORS", safetensors(TENSOR, 16));
    TestRows rows = new TestRows(jdbc);
    UUID job = rows.job(teamId, rows.user(), "{}", 0, Instant.EPOCH);
    rows.hold(job, "model", "weights");
    String path = "/api/v1/models/%s/weights".formatted(team);

    assertThat(member.delete(path).status()).isEqualTo(409);
    jdbc.sql("DELETE FROM job WHERE id = ?").params(job).update();
    assertThat(member.delete(path).status()).isEqualTo(204);
  }

  private Answer create(TestHttp client, String name, String kind, byte[] file) {
    return client.post("/api/v1/models", body(name, kind, TestUploads.send(client, team, file)));
  }

  private String body(String name, String kind, String upload) {
    return "{\"team\": \"%s\", \"name\": \"%s\", \"kind\": \"%s\", \"upload\": \"%s\"}"
        .formatted(team, name, kind, upload);
  }

  private static byte[] safetensors(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
