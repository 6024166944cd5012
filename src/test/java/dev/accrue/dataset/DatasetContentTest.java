package dev.accrue.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import dev.accrue.testing.TestServer;
import dev.accrue.testing.TestUploads;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@TestServer
class DatasetContentTest {

  private static final String ROWS = "size,colour,grade\n1.5,red,1\n2,blue,0\n,red,1\n3,red,1.0\n";

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private ContentCatchUp catchUp;
  @Autowired private Schemas schemas;

  private UUID teamId;
  private String team;
  private TestHttp member;
  private TestHttp stranger;
  private String strangersTeam;

  @BeforeEach
  void signIn() {
    String unique = UUID.randomUUID().toString().substring(0, 12);
    team = "t" + unique;
    strangersTeam = "o" + unique;
    teamId = clients.newTeam(team);
    member = clients.newMember(teamId, "m" + unique, "MEMBER");
    stranger = clients.newMember(clients.newTeam(strangersTeam), "s" + unique, "MEMBER");
  }

  @Test
  void saysWhatTheColumnsOfATableHold() {
    create("table", "CSV", part("SAMPLES", ROWS));

    JsonNode statistics = member.get(path("table", "statistics")).json();
    assertThat(statistics.get("inspected").asBoolean()).isTrue();
    assertThat(statistics.get("totalColumns").asInt()).isEqualTo(3);
    JsonNode size = statistics.get("columns").get(0);
    assertThat(size.get("name").asString()).isEqualTo("size");
    assertThat(size.get("kind").asString()).isEqualTo("NUMBER");
    assertThat(size.get("missing").asInt()).isOne();
    assertThat(size.get("max").asDouble()).isEqualTo(3);
    assertThat(size.get("wholeNumbers").asBoolean()).isFalse();
    JsonNode colour = statistics.get("columns").get(1);
    assertThat(colour.get("kind").asString()).isEqualTo("CATEGORY");
    assertThat(colour.get("mostFrequent").get(0).toString())
        .isEqualTo("{\"value\":\"red\",\"count\":3}");
    JsonNode grade = statistics.get("columns").get(2);
    assertThat(grade.get("different").asInt()).as("1 and 1.0 are one number").isEqualTo(2);
    assertThat(grade.get("wholeNumbers").asBoolean()).isTrue();

    JsonNode second = member.get(path("table", "statistics?offset=1&limit=1")).json();
    assertThat(second.get("columns")).hasSize(1);
    assertThat(second.get("columns").get(0).get("name").asString()).isEqualTo("colour");
    assertThat(second.get("totalColumns").asInt()).isEqualTo(3);
  }

  @Test
  void showsTheFirstRowsAndTheBeginningOfATextAndSmallImages() throws IOException {
    create("table", "CSV", part("SAMPLES", ROWS));
    JsonNode rows = preview("table").get("files").get(0);
    assertThat(rows.get("columns").toString()).isEqualTo("[\"size\",\"colour\",\"grade\"]");
    assertThat(rows.get("rows").get(2).toString()).isEqualTo("[\"\",\"red\",\"1\"]");

    create("novel", "TEXT", part("SAMPLES", "Call me Ishmael.\0\nSome years ago"));
    assertThat(preview("novel").get("files").get(0).get("rows").toString())
        .isEqualTo("[[\"Call me Ishmael.\"],[\"Some years ago\"]]");

    create("digits", "IDX", part("FEATURES", images(3, 100, 50)), part("TARGETS", targets(3)));
    JsonNode digits = preview("digits").get("files");
    assertThat(digits.get(1).get("columns").get(0).asString()).isEqualTo("targets");
    JsonNode thumbnails = digits.get(0).get("thumbnails");
    assertThat(thumbnails).hasSize(3);
    BufferedImage image = image(thumbnails.get(1));
    assertThat(image.getHeight()).isEqualTo(64);
    assertThat(image.getWidth()).isEqualTo(32);
    assertThat(image.getRGB(5, 5) & 0xff).as("the second image is all ones").isEqualTo(1);
  }

  @Test
  void showsImagesFromAllOverAZip() throws IOException {
    create("pets", "IMAGES_ZIP", part("SAMPLES", zip()));

    JsonNode thumbnails = preview("pets").get("files").get(0).get("thumbnails");
    assertThat(thumbnails).hasSize(12);
    assertThat(thumbnails.get(0).get("label").asString()).isEqualTo("cat");
    assertThat(thumbnails.get(11).get("label").asString()).isEqualTo("dog");
    assertThat(image(thumbnails.get(0)).getWidth()).isEqualTo(8);
  }

  @Test
  void staysSmallWhateverTheFileHolds() {
    int columns = 3000;
    String names =
        IntStream.range(0, columns)
            .mapToObj(column -> "c" + column + "x".repeat(100))
            .collect(Collectors.joining(","));
    String row = (("v".repeat(190) + ",").repeat(columns - 1) + "v\n").repeat(10);
    create("wide", "CSV", part("SAMPLES", names + "\n" + row));

    Answer statistics = member.get(path("wide", "statistics"));
    assertThat(statistics.json().get("columns")).hasSize(200);
    assertThat(statistics.text()).hasSizeLessThan(200_000);
    Answer preview = member.get(path("wide", "preview"));
    assertThat(preview.json().get("files").get(0).get("columns")).hasSize(100);
    assertThat(preview.text()).hasSizeLessThan(500_000);
  }

  @Test
  void isNotFoundByOthers() {
    create("table", "CSV", part("SAMPLES", ROWS));

    for (String what : new String[] {"statistics", "preview"}) {
      assertThat(stranger.get(path("table", what)).status()).isEqualTo(404);
      String asTheirs = "/api/v1/datasets/%s/table/%s".formatted(strangersTeam, what);
      assertThat(stranger.get(asTheirs).status()).isEqualTo(404);
      assertThat(clients.anonymous().get(path("table", what)).status()).isEqualTo(401);
      assertThat(member.get(path("none", what)).status()).isEqualTo(404);
    }
    assertThat(schemas.findSchema(teamId, "table", "train")).isPresent();
    assertThat(schemas.findSchema(UUID.randomUUID(), "table", "train")).isEmpty();
  }

  @Test
  void refusesJobsThatNameColumnsWhichAreNotThere() {
    create("table", "CSV", part("SAMPLES", ROWS));

    Answer refused = member.post("/api/v1/jobs", job("grad"));
    assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
    JsonNode violation = refused.json().get("violations").get(0);
    assertThat(violation.get("field").asString()).isEqualTo("data.target");
    assertThat(violation.get("value").asString()).isEqualTo("grad");
    assertThat(violation.get("fix").asString()).isEqualTo("did you mean grade?");
    Answer taken = member.post("/api/v1/jobs", job("grade"));
    assertThat(taken.status()).as(taken.toString()).isEqualTo(201);
  }

  private String job(String target) {
    return """
    {"apiVersion": "accrue/v1", "name": "grades", "team": "%s",
     "model": {"architecture": "mlp", "hidden": [4]},
     "data": {"dataset": "table", "validationFraction": 0.5, "target": "%s"},
     "training": {"batch": {"effective": 1}, "optimizerSteps": 10}}
    """
        .formatted(team, target);
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    create("table", "CSV", part("SAMPLES", ROWS));

    Answer split = member.get(path("table", "preview?split=trian"));
    assertThat(split.status()).isEqualTo(422);
    assertThat(split.text()).contains("split: table has no such split; write one of train");
    assertThat(member.get(path("table", "statistics?limit=501")).status()).isEqualTo(422);
    assertThat(member.get(path("table", "statistics?offset=-1")).status()).isEqualTo(422);
  }

  @Test
  void catchesUpWithDataSetsThatNobodyHasLookedInto() {
    create("table", "CSV", part("SAMPLES", ROWS));
    create("broken", "CSV", part("SAMPLES", ROWS));
    jdbc.sql(
            """
            DELETE FROM dataset_content WHERE dataset_id IN
              (SELECT id FROM dataset WHERE team_id = ?)
            """)
        .param(teamId)
        .update();
    jdbc.sql("UPDATE dataset SET format = 'NPZ' WHERE team_id = ? AND name = 'broken'")
        .param(teamId)
        .update();
    assertThat(preview("table").get("inspected").asBoolean()).isFalse();

    catchUp.catchUp();

    assertThat(preview("table").get("files").get(0).get("rows")).hasSize(4);
    assertThat(schemas.findSchema(teamId, "broken", "train")).isEmpty();
    assertThat(preview("broken").get("inspected").asBoolean()).as("not tried again").isTrue();
  }

  @Test
  void goesAwayWithItsDataSet() {
    create("table", "CSV", part("SAMPLES", ROWS));
    assertThat(member.delete("/api/v1/datasets/%s/table".formatted(team)).status()).isEqualTo(204);

    assertThat(
            jdbc.sql(
                    "SELECT count(*) FROM dataset_content c LEFT JOIN dataset d ON d.id = c.dataset_id WHERE d.id IS NULL")
                .query(Integer.class)
                .single())
        .isZero();
  }

  private String path(String name, String what) {
    return "/api/v1/datasets/%s/%s/%s".formatted(team, name, what);
  }

  private JsonNode preview(String name) {
    Answer answer = member.get(path(name, "preview"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  private void create(String name, String format, String... parts) {
    Answer answer =
        member.post(
            "/api/v1/datasets",
            "{\"team\": \"%s\", \"name\": \"%s\", \"format\": \"%s\", \"files\": [%s]}"
                .formatted(team, name, format, String.join(", ", parts)));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
  }

  private String part(String role, String text) {
    return part(role, text.getBytes(StandardCharsets.UTF_8));
  }

  private String part(String role, byte[] file) {
    return "{\"split\": \"train\", \"role\": \"%s\", \"upload\": \"%s\"}"
        .formatted(role, TestUploads.send(member, team, file));
  }

  /// Image `i` is of the value `i`.
  private static byte[] images(int samples, int height, int width) {
    ByteBuffer file = ByteBuffer.allocate(16 + samples * height * width);
    file.putInt(0x0803).putInt(samples).putInt(height).putInt(width);
    for (int place = 0; place < samples * height * width; place++) {
      file.put((byte) (place / (height * width)));
    }
    return file.array();
  }

  private static byte[] targets(int samples) {
    return ByteBuffer.allocate(8 + samples).putInt(0x0801).putInt(samples).array();
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int image = 0; image < 40; image++) {
        zip.putNextEntry(new ZipEntry("%s/%02d.png".formatted(image < 20 ? "cat" : "dog", image)));
        zip.write(png.toByteArray());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(JsonNode thumbnail) throws IOException {
    byte[] png = Base64.getDecoder().decode(thumbnail.get("png").asString());
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
