package dev.accrue.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestRows;
import dev.accrue.testing.TestServer;
import dev.accrue.testing.TestUploads;
import dev.accrue.training.script.Modules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

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
  void saysWhatAModelsFileHolds() {
    create(member, "weights", "SAFETENSORS", safetensors(TENSOR, 16));
    create(member, "module", "TORCHSCRIPT", Modules.bytes("cnn-scripted"));

    JsonNode weights = tensors(viewer, "weights", "");
    assertThat(weights.get("inspected").asBoolean()).isTrue();
    assertThat(weights.get("elements").asLong()).isEqualTo(4);
    assertThat(weights.get("trained").isNull()).isTrue();
    JsonNode only = weights.get("items").get(0);
    assertThat(only.get("name").asString()).isEqualTo("w");
    assertThat(only.get("shape").toString()).isEqualTo("[2,2]");

    JsonNode facts = Modules.facts("cnn-scripted");
    JsonNode module = tensors(viewer, "module", "");
    assertThat(trained(module)).containsExactlyInAnyOrderElementsOf(parameters(facts));
    assertThat(module.get("items")).hasSize(facts.get("state").size());
    for (JsonNode tensor : module.get("items")) {
      JsonNode shape = facts.get("state").get(tensor.get("name").asString());
      assertThat(tensor.get("shape")).as(tensor.toString()).hasToString(shape.toString());
    }
    int count = module.get("tensors").asInt();
    JsonNode rest = tensors(viewer, "module", "?offset=1&limit=2");
    assertThat(rest.get("items")).hasSize(2);
    assertThat(rest.get("items").get(0)).isEqualTo(module.get("items").get(1));
    assertThat(rest.get("tensors").asInt()).isEqualTo(count);
    assertThat(viewer.get(path("module")).json().get("parameters").asLong())
        .isEqualTo(module.get("trained").asLong())
        .isPositive();

    assertThat(stranger.get(path("module") + "/tensors").status()).isEqualTo(404);
    assertThat(viewer.get(path("none") + "/tensors").status()).isEqualTo(404);
    assertThat(viewer.get(path("module") + "/tensors?limit=501").status()).isEqualTo(422);
  }

  @Test
  void looksIntoAModelThatAnEarlierReleaseMadeWhenSomebodyAsks() {
    create(member, "module", "TORCHSCRIPT", Modules.bytes("mlp-scripted"));
    JsonNode known = tensors(viewer, "module", "");
    String parameters = "parameters";
    JsonNode before = viewer.get(path("module")).json().get(parameters);
    jdbc.sql("UPDATE model SET content = NULL, parameters = NULL WHERE team_id = ?")
        .params(teamId)
        .update();
    assertThat(viewer.get(path("module")).json().get(parameters).isNull()).isTrue();

    assertThat(tensors(viewer, "module", "")).isEqualTo(known);
    assertThat(viewer.get(path("module")).json().get(parameters)).isEqualTo(before);
  }

  @Test
  void takesAModuleWhoseDescriptionItCannotRead() throws IOException {
    create(member, "odd", "TORCHSCRIPT", zip("m/data.pkl", "m/code/a.py", "m/version"));
    JsonNode odd = tensors(member, "odd", "");
    assertThat(odd.get("inspected").asBoolean()).isFalse();
    assertThat(odd.get("items")).isEmpty();
    assertThat(viewer.get(path("odd")).json().get("parameters").isNull()).isTrue();
  }

  @Test
  void keepsNoMoreOfALongListThanAPageCanShow() {
    StringBuilder header = new StringBuilder("{");
    int tensors = ModelInspection.MAX_KEPT + 3;
    for (int index = 0; index < tensors; index++) {
      header
          .append(index == 0 ? "" : ",")
          .append("\"\\u0000")
          .append(index)
          .append("\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[")
          .append(index)
          .append(',')
          .append(index + 1)
          .append("]}");
    }
    Answer made =
        create(member, "long", "SAFETENSORS", safetensors(header.append('}').toString(), tensors));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    JsonNode content =
        tensors(member, "long", "?offset=%d".formatted(ModelInspection.MAX_KEPT - 1));
    assertThat(content.get("tensors").asInt()).isEqualTo(tensors);
    assertThat(content.get("elements").asInt()).isEqualTo(tensors);
    assertThat(content.get("kept").asInt()).isEqualTo(ModelInspection.MAX_KEPT);
    assertThat(content.get("items")).hasSize(1);
    assertThat(content.get("items").get(0).get("name").asString())
        .isEqualTo("?%d".formatted(ModelInspection.MAX_KEPT - 1));
  }

  private String path(String name) {
    return "/api/v1/models/%s/%s".formatted(team, name);
  }

  private JsonNode tensors(TestHttp client, String name, String query) {
    Answer answer = client.get(path(name) + "/tensors" + query);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> trained(JsonNode tensors) {
    return tensors
        .get("items")
        .valueStream()
        .filter(it -> it.get("trained").asBoolean())
        .map(it -> it.get("name").asString())
        .toList();
  }

  private static List<String> parameters(JsonNode facts) {
    return facts.get("parameters").valueStream().map(JsonNode::asString).toList();
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
