package dev.accrue.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.problem.ProblemException;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class BlobStoreTest {

  private static final TestDatabase DATABASE = new TestDatabase();

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final JdbcClient jdbc = DATABASE.jdbc();
  private final TransactionTemplate transactions = DATABASE.transactions();
  private final BlobTables tables = new BlobTables(jdbc, DATABASE.template());
  private final BlobProperties properties =
      new BlobProperties(
          Duration.ofMinutes(10), Duration.ofHours(6), BlobProperties.Store.POSTGRES);
  private final BlobPlaces places =
      new BlobPlaces(properties, new ChunkedBytes(tables, transactions, clock), Optional.empty());
  private final BlobStore blobs =
      new PostgresBlobStore(
          places, tables, transactions, _ -> {}, clock, new BlobMeter(new SimpleMeterRegistry()));
  private final BlobSweep sweep = new BlobSweep(tables, properties, transactions, clock);

  @AfterAll
  static void closeDatabase() {
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    jdbc.sql("TRUNCATE blob CASCADE").update();
  }

  @Test
  void givesBackWhatItTook() {
    for (int size : List.of(0, 1, 1 << 20, (1 << 20) + 1, 3 * (1 << 20), 5_000_000)) {
      byte[] bytes = randomBytes(size);
      String name = sha256(bytes);

      assertThat(blobs.write(name, new ByteArrayInputStream(bytes), size)).isEqualTo(size);

      assertThat(read(name)).isEqualTo(bytes);
      assertThat(blobs.findSize(name)).hasValue(size);
    }
  }

  @Test
  void refusesBytesOfAnotherNameAndKeepsNothing() {
    byte[] bytes = randomBytes(3_000_000);
    String other = sha256(new byte[] {1});

    assertThatThrownBy(() -> blobs.write(other, new ByteArrayInputStream(bytes), 10_000_000))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(other);

    assertNothingIsStored();
  }

  @Test
  void refusesMoreBytesThanAllowedWithoutReadingThemAll() throws IOException {
    byte[] bytes = randomBytes(3_000_000);
    InputStream source = new ByteArrayInputStream(bytes);

    assertThatThrownBy(() -> blobs.write(sha256(bytes), source, 2_000_000))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("2000000");

    assertThat(source.available()).isPositive();
    assertNothingIsStored();
  }

  @Test
  void refusesNamesThatAreNotDigests() {
    for (String name : List.of("", "../etc/passwd", "A".repeat(64), "0".repeat(63))) {
      assertThatThrownBy(() -> blobs.findSize(name)).isInstanceOf(ProblemException.class);
    }
  }

  @Test
  void keepsNothingWhenTheSenderBreaksOff() {
    byte[] bytes = randomBytes(3_000_000);
    InputStream broken =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            if (available() < 1_000_000) {
              throw new IllegalStateException("connection reset");
            }
            return super.read(target, offset, length);
          }
        };

    assertThatThrownBy(() -> blobs.write(sha256(bytes), broken, 10_000_000))
        .hasMessageContaining("connection reset");

    assertNothingIsStored();
  }

  @Test
  void writersOfTheSameBlobAllSucceed() throws Exception {
    byte[] bytes = randomBytes(4_000_000);
    String name = sha256(bytes);
    CountDownLatch start = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> writers =
          Stream.generate(() ->
                  executor.submit(() -> {
                    start.await();
                    return blobs.write(name, new ByteArrayInputStream(bytes), 10_000_000);
                  }))
              .limit(6)
              .toList();
      start.countDown();
      for (Future<Long> writer : writers) {
        assertThat(writer.get()).isEqualTo(4_000_000);
      }
    }
    assertThat(read(name)).isEqualTo(bytes);
    assertThat(count("blob")).isEqualTo(1);
    assertThat(count("blob_chunk")).isEqualTo(4);
  }

  @Test
  void takesManyAtOnce() {
    byte[] stored = randomBytes(9);
    byte[] damaged = randomBytes(10);
    write(stored);
    flipABit(write(damaged), 0);
    assertThatThrownBy(() -> read(sha256(damaged))).isInstanceOf(BlobCorruptException.class);
    List<byte[]> all = List.of(randomBytes(0), stored, damaged, randomBytes(1), randomBytes(1000));

    blobs.writeAll(all.stream().collect(Collectors.toMap(BlobStoreTest::sha256, bytes -> bytes)));
    blobs.writeAll(Map.of());

    assertThat(all).allSatisfy(bytes -> assertThat(read(sha256(bytes))).isEqualTo(bytes));
    assertThat(count("blob")).isEqualTo(5);
    assertThat(count("blob_chunk")).isEqualTo(4);
  }

  @Test
  void takesNoneOfManyWhereOneHasAnotherName() {
    byte[] right = randomBytes(10);
    String wrong = sha256(randomBytes(11));

    assertThatThrownBy(() -> blobs.writeAll(Map.of(sha256(right), right, wrong, right)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(wrong);

    assertNothingIsStored();
  }

  /// Many writers of sets that overlap, each in an order of its own, wait for each other and never
  /// for ever.
  @Test
  void writersOfOverlappingSetsAllSucceed() throws Exception {
    List<byte[]> contents = IntStream.range(0, 200).mapToObj(BlobStoreTest::randomBytes).toList();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 6; writer++) {
        List<byte[]> mine = new ArrayList<>(contents.subList(writer * 10, 150 + writer * 10));
        Collections.shuffle(mine, new Random(writer));
        Map<String, byte[]> named = new LinkedHashMap<>();
        mine.forEach(bytes -> named.put(sha256(bytes), bytes));
        writers.add(executor.submit(() -> blobs.writeAll(named)));
        writers.add(
            executor.submit(() -> transactions.execute(_ -> blobs.findMissing(named.keySet()))));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(contents).allSatisfy(bytes -> assertThat(read(sha256(bytes))).isEqualTo(bytes));
  }

  @Test
  void detectsDamageBeforeTheLastByteIsOut() {
    byte[] bytes = randomBytes(2_500_000);
    String name = write(bytes);
    flipABit(name, 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> blobs.read(name, out)).isInstanceOf(BlobCorruptException.class);

    assertThat(out.size()).isLessThan(bytes.length);
  }

  @Test
  void detectsALostChunk() {
    String name = write(randomBytes(2_500_000));
    jdbc.sql("DELETE FROM blob_chunk WHERE ordinal = 1").update();

    assertThatThrownBy(() -> read(name)).isInstanceOf(BlobCorruptException.class);
  }

  @Test
  void copiesManyInTheirOrder() {
    List<byte[]> contents =
        List.of(
            randomBytes(0),
            randomBytes(3),
            randomBytes((1 << 20) - 2),
            randomBytes(2_500_000),
            randomBytes(7),
            randomBytes(1 << 20),
            randomBytes(5));
    List<String> names = contents.stream().map(this::write).toList();
    List<String> asked = Stream.concat(names.reversed().stream(), names.stream()).toList();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    contents.reversed().forEach(expected::writeBytes);
    contents.forEach(expected::writeBytes);

    BlobStore.Opened opened = blobs.open(asked);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    opened.copyTo(out);

    assertThat(opened.sizeBytes()).isEqualTo(expected.size());
    assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
    assertThatThrownBy(() -> blobs.open(List.of(names.getFirst(), sha256(new byte[] {1}))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(sha256(new byte[] {1}));
  }

  @Test
  void passesOnNoChunkOfManyThatIsDamaged() {
    byte[] sound = randomBytes(100);
    String first = write(sound);
    String damaged = write(randomBytes(2_500_000));
    flipABit(damaged, 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> blobs.open(List.of(first, damaged)).copyTo(out))
        .isInstanceOf(BlobCorruptException.class)
        .hasMessageContaining(damaged)
        .hasMessageContaining("chunk 1");

    assertThat(out.size()).isEqualTo(100 + (1 << 20));
    assertThatThrownBy(() -> blobs.open(List.of(first, damaged)))
        .isInstanceOf(BlobCorruptException.class);
  }

  @Test
  void holdsAChunkWithoutAChecksumAgainstTheDigest() {
    String name = write(randomBytes(2_500_000));
    flipABit(name, 0);
    jdbc.sql("UPDATE blob_chunk SET crc32c = NULL").update();

    assertThatThrownBy(() -> blobs.open(List.of(name)).copyTo(OutputStream.nullOutputStream()))
        .isInstanceOf(BlobCorruptException.class)
        .hasMessageContaining("hash to");
  }

  private void flipABit(String name, int ordinal) {
    jdbc.sql(
            """
            UPDATE blob_chunk SET bytes = set_byte(bytes, 7, get_byte(bytes, 7) # 1)
            WHERE sha256 = decode(:name, 'hex') AND ordinal = :ordinal
            """)
        .param("name", name)
        .param("ordinal", ordinal)
        .update();
  }

  @Test
  void findsWhatIsMissing() {
    String present = write(randomBytes(10));
    String absent = sha256(randomBytes(11));

    assertThat(blobs.findMissing(List.of(present, absent, absent))).isEqualTo(Set.of(absent));
    assertThat(blobs.findMissing(List.of())).isEmpty();
  }

  @Test
  void sweepsWhatNothingNamesAfterTheGracePeriod() {
    String kept = write(randomBytes(10));
    String swept = write(randomBytes(2_000_000));
    jdbc.sql(
            """
            WITH named AS (
              INSERT INTO dataset (id, name, format, description, created_at)
              VALUES (gen_random_uuid(), 'd' || floor(random() * 1e9), 'IDX', '', now())
              RETURNING id)
            INSERT INTO dataset_file (dataset_id, split, role, sha256, samples, shape)
            SELECT id, 'train', 'FEATURES', decode(:kept, 'hex'), 1, '{1}' FROM named
            """)
        .param("kept", kept)
        .update();

    assertThat(sweep.sweep()).isZero();
    clock.advance(properties.grace().plusSeconds(1));
    assertThat(sweep.sweep()).isEqualTo(1);

    assertThat(blobs.findSize(swept)).isEmpty();
    assertThat(read(kept)).hasSize(10);
    assertThat(count("blob_chunk")).isEqualTo(1);
  }

  @Test
  void aBlobThatWasReportedAsPresentStaysForAnotherGracePeriod() {
    String name = write(randomBytes(10));
    clock.advance(properties.grace().plusSeconds(1));

    assertThat(blobs.findMissing(List.of(name))).isEmpty();
    assertThat(sweep.sweep()).isZero();

    clock.advance(properties.grace().plusSeconds(1));
    assertThat(sweep.sweep()).isEqualTo(1);
  }

  @Test
  void theSweepPassesOverABlobThatIsBeingNamed() throws Exception {
    String name = write(randomBytes(10));
    clock.advance(properties.grace().plusSeconds(1));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      transactions.executeWithoutResult(transaction -> {
        // What the foreign key of a row that names the blob does.
        jdbc.sql("SELECT 1 FROM blob WHERE sha256 = decode(:name, 'hex') FOR KEY SHARE")
            .param("name", name)
            .query(Integer.class)
            .single();
        try {
          assertThat(executor.submit(sweep::sweep).get()).isZero();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      });
    }
    assertThat(blobs.findSize(name)).isPresent();
  }

  @Test
  void theSweepKnowsEveryTableThatNamesBlobs() {
    List<String> tables =
        jdbc.sql(
                """
                SELECT conrelid::regclass::text FROM pg_constraint
                WHERE confrelid = 'blob'::regclass AND contype = 'f'
                """)
            .query((row, number) -> row.getString(1))
            .list();

    assertThat(tables).hasSizeGreaterThan(2).contains("blob_chunk");
    assertThat(tables)
        .filteredOn(table -> !table.equals("blob_chunk"))
        .allSatisfy(table -> assertThat(BlobSweep.REFERENCED).contains("FROM " + table + " "));
  }

  private void assertNothingIsStored() {
    assertThat(count("blob")).isZero();
    assertThat(count("blob_chunk")).isZero();
  }

  private long count(String table) {
    return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  private String write(byte[] bytes) {
    String name = sha256(bytes);
    blobs.write(name, new ByteArrayInputStream(bytes), bytes.length);
    return name;
  }

  private byte[] read(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blobs.read(name, out);
    return out.toByteArray();
  }

  private static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    return Sha256.format(Sha256.newDigest().digest(bytes));
  }
}
