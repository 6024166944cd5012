package dev.accrue.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.worker.DatasetFile;
import dev.accrue.blob.BlobStore;
import dev.accrue.format.FormatException;
import dev.accrue.format.IdxHeader;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestRows;
import dev.accrue.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

@TestServer
class BuiltInDatasetsTest {

  private static final byte[] IMAGES = idx(0x803, 3, 2, 2);

  @DynamicPropertySource
  static void files(DynamicPropertyRegistry properties) throws IOException {
    Path location = Files.createTempDirectory("datasets");
    write(location, "train-images-idx3-ubyte", IMAGES);
    write(location, "train-labels-idx1-ubyte", idx(0x801, 3));
    write(location, "t10k-images-idx3-ubyte", idx(0x803, 1, 2, 2));
    write(location, "t10k-labels-idx1-ubyte", idx(0x801, 1));
    properties.add("accrue.dataset.built-in-location", () -> "file:" + location);
  }

  @Autowired private Datasets datasets;
  @Autowired private DatasetNames names;
  @Autowired private CataloguedDatasets catalogued;
  @Autowired private BlobStore blobs;
  @Autowired private TransactionTemplate transaction;
  @Autowired private BuiltInDatasets builtIn;
  @Autowired private JdbcClient jdbc;
  @Autowired private HttpClients clients;

  @Test
  void importsMnistForEveryTeamOnce() {
    Dataset mnist = datasets.find(UUID.randomUUID(), "mnist").orElseThrow();
    assertThat(mnist.splits())
        .containsExactly(
            new Dataset.Split("test", 1, List.of(2L, 2L)),
            new Dataset.Split("train", 3, List.of(2L, 2L)));

    builtIn.afterSingletonsInstantiated();

    assertThat(jdbc.sql("SELECT count(*) FROM dataset").query(Integer.class).single()).isOne();
    assertThat(jdbc.sql("SELECT count(*) FROM blob").query(Integer.class).single()).isEqualTo(4);
  }

  @Test
  void namesTheFilesThatATrainerNeeds() {
    TestRows rows = new TestRows(jdbc);
    UUID job = rows.job(rows.team(), rows.user(), "{}", 0, Instant.EPOCH);
    rows.hold(job, "dataset", "mnist");

    List<DatasetFile> files = datasets.findFiles(job, List.of("train"));

    assertThat(files).extracting(DatasetFile::role).containsExactly("FEATURES", "TARGETS");
    DatasetFile images = files.getFirst();
    assertThat(images.shape()).containsExactly(3L, 2L, 2L);
    assertThat(images.sizeBytes()).isEqualTo(IMAGES.length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    blobs.read(images.sha256(), bytes);
    assertThat(bytes.toByteArray()).isEqualTo(IMAGES);
    assertThat(datasets.findFiles(UUID.randomUUID(), List.of("train"))).isEmpty();
  }

  @Test
  void listsThemOverHttp() {
    assertThat(
            clients.administrator().get("/api/v1/datasets").json().get(0).get("splits").toString())
        .isEqualTo(
            "[{\"name\":\"test\",\"samples\":1,\"shape\":[2,2]},"
                + "{\"name\":\"train\",\"samples\":3,\"shape\":[2,2]}]");
  }

  @Test
  void refusesFilesThatAreNotWhatTheirHeaderSays() throws IOException {
    Path location = Files.createTempDirectory("datasets");
    for (String file :
        List.of(
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte")) {
      write(location, file, ByteBuffer.allocate(9).putInt(0x801).putInt(3).array());
    }
    jdbc.sql("UPDATE dataset SET name = 'hidden'").update();
    try {
      BuiltInDatasets broken =
          new BuiltInDatasets(
              names,
              catalogued,
              blobs,
              transaction,
              new DefaultResourceLoader(),
              "file:" + location);

      assertThatThrownBy(broken::afterSingletonsInstantiated)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("train-images-idx3-ubyte")
          .hasStackTraceContaining("9 bytes long, not 11");
    } finally {
      jdbc.sql("UPDATE dataset SET name = 'mnist'").update();
    }
  }

  @Test
  void readsHeaders() throws IOException {
    IdxHeader header = IdxHeader.read(new ByteArrayInputStream(IMAGES), "file");
    assertThat(header.samples()).isEqualTo(3);
    assertThat(header.fileBytes()).isEqualTo(16 + 12);
    for (byte[] bad : List.of(idx(0xF03, 1, 1, 1), idx(0x800), idx(0x801, 0), idx(0x801, -1))) {
      assertThatThrownBy(() -> IdxHeader.read(new ByteArrayInputStream(bad), "file"))
          .isInstanceOf(FormatException.class);
    }
  }

  private static byte[] idx(int magic, int... shape) {
    int elements = 1;
    for (int extent : shape) {
      elements *= Math.max(0, extent);
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + elements).putInt(magic);
    for (int extent : shape) {
      bytes.putInt(extent);
    }
    return bytes.array();
  }

  private static void write(Path location, String file, byte[] bytes) throws IOException {
    Files.createDirectories(location.resolve("mnist"));
    Files.write(location.resolve("mnist").resolve(file), bytes);
  }
}
