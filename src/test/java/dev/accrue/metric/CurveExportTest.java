package dev.accrue.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.job.CurveFormat;
import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@StillServer
class CurveExportTest {

  private static final List<Point> POINTS =
      LongStream.rangeClosed(1, 700)
          .mapToObj(step -> new Point(step, value(step), step * 10, 1_700_000_000_000L + step, 1))
          .toList();

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  private static double value(long step) {
    return step == 5 ? Double.NaN : step == 6 ? Double.NEGATIVE_INFINITY : Math.sin((double) step);
  }

  @Test
  void exportsEveryPointAsTextWhetherItIsInABlockOrNot() {
    TestAttempt attempt = fleet.start();
    send(attempt, "train/loss", POINTS.subList(0, 600));
    send(attempt, "train/loss", POINTS.subList(500, 600));
    send(attempt, "train/loss", POINTS.subList(600, 700));
    send(attempt, "a", POINTS.subList(0, 2));

    TestHttp.Answer csv = export(attempt, "format=CSV&names=train/loss");
    List<String> lines = csv.text().lines().toList();
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    assertThat(csv.header("Content-Disposition")).contains(".csv");
    assertThat(lines).hasSize(701).startsWith("series,optimizer_step,samples_seen,at_millis,value");
    assertThat(lines.get(5)).isEqualTo("train/loss,5,50,1700000000005,NaN");
    assertThat(lines.get(700)).isEqualTo("train/loss,700,7000,1700000000700," + Math.sin(700));

    List<JsonNode> json =
        export(attempt, "format=JSONL")
            .text()
            .lines()
            .map(line -> new JsonMapper().readTree(line))
            .toList();
    assertThat(json).hasSize(702);
    assertThat(json.getFirst().get("series").stringValue()).isEqualTo("a");
    assertThat(json.get(7).get("value").stringValue()).isEqualTo("-Infinity");
    assertThat(json.getLast().get("value").doubleValue()).isEqualTo(Math.sin(700));
  }

  @Test
  void isForTheTeamAlone() {
    TestAttempt attempt = fleet.start();
    UUID outsider = clients.newUser("outsider" + System.nanoTime());
    String path = "/api/v1/jobs/%s/series/export".formatted(attempt.assignment().jobId());

    assertThat(clients.withTokenOf(outsider).get(path).status()).isEqualTo(404);
    assertThat(clients.anonymous().get(path).status()).isEqualTo(401);
    assertThat(export(attempt, "format=XLS").status()).isIn(400, 422);
    assertThat(export(attempt, "format=CSV").text().lines()).hasSize(1);
  }

  @Test
  void anotherReaderReadsTheParquetFile() throws IOException {
    List<Point> points = new ArrayList<>();
    for (long step = 1; step <= 150_000; step++) {
      points.add(new Point(step, value(step), step * 10, step * 20, 1));
    }
    byte[] file = written(CurveFormat.PARQUET, points);

    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader rows = reader.rowReader()) {
      assertThat(reader.getFileMetaData().numRows()).isEqualTo(points.size());
      for (Point point : points) {
        assertThat(rows.hasNext()).isTrue();
        rows.next();
        assertThat(rows.getString("series")).isEqualTo("train/loss");
        assertThat(rows.getLong("optimizer_step")).isEqualTo(point.optimizerStep());
        assertThat(rows.getLong("samples_seen")).isEqualTo(point.samplesSeen());
        assertThat(rows.getDouble("value")).isEqualTo(Double.valueOf(point.value()));
      }
      assertThat(rows.hasNext()).isFalse();
    }
  }

  @Test
  void theEventFileHasARecordForEachPoint() throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(written(CurveFormat.TENSORBOARD, POINTS)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (file.hasRemaining()) {
      byte[] length = new byte[8];
      file.get(length);
      assertThat(file.getInt()).isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      file.get(data);
      assertThat(file.getInt()).isEqualTo(masked(data));
      records.add(data);
    }

    assertThat(records).hasSize(POINTS.size() + 1);
    assertThat(new String(records.getFirst(), StandardCharsets.US_ASCII)).endsWith("brain.Event:2");
    ByteBuffer last = ByteBuffer.wrap(records.getLast()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(last.get(0)).isEqualTo((byte) 0x09);
    assertThat(last.getDouble(1)).isEqualTo(1_700_000_000.7);
    assertThat(last.getFloat(records.getLast().length - 4)).isEqualTo((float) Math.sin(700));
    assertThat(new String(records.getLast(), StandardCharsets.ISO_8859_1)).contains("train/loss");
  }

  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    long crc = checksum.getValue();
    return (int) (((crc >>> 15) | ((crc << 17) & 0xffffffffL)) + 0xa282ead8L);
  }

  private static byte[] written(CurveFormat format, List<Point> points) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PointWriter writer = PointWriter.of(format, out);
    for (Point point : points) {
      writer.write("train/loss", point);
    }
    writer.finish();
    return out.toByteArray();
  }

  private static void send(TestAttempt attempt, String series, List<Point> points) {
    SeriesPoints columns =
        new SeriesPoints(
            series,
            points.stream().map(Point::optimizerStep).toList(),
            points.stream().map(Point::value).toList(),
            points.stream().map(Point::samplesSeen).toList(),
            points.stream().map(Point::atMillis).toList());
    assertThat(attempt.post("/points", new PointBatch(1, List.of(columns))).status())
        .isEqualTo(204);
  }

  private TestHttp.Answer export(TestAttempt attempt, String query) {
    return clients
        .administrator()
        .get("/api/v1/jobs/%s/series/export?%s".formatted(attempt.assignment().jobId(), query));
  }
}
