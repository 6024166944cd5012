package dev.accrue.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DatasetFile;
import dev.accrue.blob.BlobStore;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestRows;
import dev.accrue.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@TestServer
class BuiltInTextTest {

  private static final String TEXT =
      "Call me Ishmael. Some years ago—never mind how long. ".repeat(2400);

  @DynamicPropertySource
  static void files(DynamicPropertyRegistry properties) throws IOException {
    Path location = Files.createTempDirectory("datasets");
    Path folder = Files.createDirectories(location.resolve("moby-dick"));
    Files.writeString(folder.resolve("moby-dick.txt"), TEXT);
    properties.add("accrue.dataset.built-in-location", () -> "file:" + location);
  }

  @Autowired private Datasets datasets;
  @Autowired private BuiltInText builtIn;
  @Autowired private BlobStore blobs;
  @Autowired private JdbcClient jdbc;
  @Autowired private HttpClients clients;

  @Test
  void importsTheNovelForEveryTeamOnce() {
    long bytes = TEXT.getBytes(StandardCharsets.UTF_8).length;
    Dataset novel = datasets.find(UUID.randomUUID(), "moby-dick").orElseThrow();
    assertThat(novel.format()).isEqualTo("TEXT");
    assertThat(novel.splits()).containsExactly(new Dataset.Split("train", bytes, List.of()));

    builtIn.afterSingletonsInstantiated();

    assertThat(jdbc.sql("SELECT count(*) FROM dataset").query(Integer.class).single()).isOne();
  }

  @Test
  void aTrainerGetsItsBytes() {
    TestRows rows = new TestRows(jdbc);
    UUID job = rows.job(rows.team(), rows.user(), "{}", 0, Instant.EPOCH);
    rows.hold(job, "dataset", "moby-dick");

    List<DatasetFile> files = datasets.findFiles(job, List.of("train"));

    assertThat(files).extracting(DatasetFile::role).containsExactly("SAMPLES");
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    blobs.read(files.getFirst().sha256(), text);
    assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT);
  }

  /// The spec of `examples` as anybody would send it.
  @Test
  void theExampleIsAccepted() throws IOException {
    byte[] spec = Files.readAllBytes(Path.of("examples/moby-dick-lm.yaml"));
    String fits =
        new String(spec, StandardCharsets.UTF_8).replaceAll("effective: \\d+", "effective: 8");
    var answer =
        clients
            .administrator()
            .post("/api/v1/jobs", "application/yaml", fits.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    assertThat(answer.json().get("spec").get("model").get("architecture").asString())
        .isEqualTo("transformer-lm");
  }
}
