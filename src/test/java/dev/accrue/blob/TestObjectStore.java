package dev.accrue.blob;

import dev.accrue.testing.S3Server;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The store over a database and a bucket, put together without an application context, and a look
/// into both from outside.
final class TestObjectStore {

  static final Duration GRACE = Duration.ofHours(6);

  final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  final List<BlobDamaged> told = new ArrayList<>();
  final BlobTables tables;
  final StrayObjects strays;
  final S3Objects objects;
  final ObjectBytes bytes;
  final BlobSweep sweep;
  final ObjectSweep objectSweep;
  final S3Client client;

  private final TestDatabase database;
  private final TransactionTemplate transactions;

  TestObjectStore(TestDatabase database, URI endpoint) {
    this.database = database;
    this.transactions = database.transactions();
    this.tables = new BlobTables(database.jdbc(), database.template());
    this.strays = new StrayObjects(database.jdbc());
    S3Properties s3 = s3Properties(endpoint);
    BlobProperties properties = properties(BlobProperties.Store.S3);
    this.objects = S3Objects.open(s3);
    this.bytes = new ObjectBytes(objects, strays, tables, properties, transactions, clock);
    this.sweep = new BlobSweep(tables, properties, transactions, clock);
    this.objectSweep = new ObjectSweep(objects, strays, properties, clock);
    this.client = S3Clients.connect(s3);
  }

  static S3Properties s3Properties(URI endpoint) {
    return new S3Properties(
        endpoint,
        "us-east-1",
        S3Server.BUCKET,
        S3Server.ACCESS_KEY,
        S3Server.SECRET_KEY,
        true,
        "blobs/",
        DataSize.ofMegabytes(5));
  }

  private static BlobProperties properties(BlobProperties.Store store) {
    return new BlobProperties(Duration.ofMinutes(10), GRACE, store);
  }

  BlobStore storingInObjects() {
    return storing(BlobProperties.Store.S3, Optional.of(bytes));
  }

  BlobStore storingInPostgres() {
    return storing(BlobProperties.Store.POSTGRES, Optional.of(bytes));
  }

  BlobStore knowingNoObjects() {
    return storing(BlobProperties.Store.POSTGRES, Optional.empty());
  }

  private BlobStore storing(BlobProperties.Store store, Optional<ObjectBytes> inObjects) {
    ChunkedBytes chunks = new ChunkedBytes(tables, transactions, clock);
    return new PostgresBlobStore(
        new BlobPlaces(properties(store), chunks, inObjects),
        tables,
        transactions,
        event -> told.add((BlobDamaged) event),
        clock,
        new BlobMeter(new SimpleMeterRegistry()));
  }

  void empty() {
    database.jdbc().sql("TRUNCATE blob, stray_object CASCADE").update();
    keys().forEach(key -> client.deleteObject(it -> it.bucket(S3Server.BUCKET).key(key)));
  }

  long count(String table) {
    return database.jdbc().sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  /// Of all objects in the bucket.
  List<String> keys() {
    return client.listObjectsV2(it -> it.bucket(S3Server.BUCKET)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  String key(String name) {
    return tables.find(List.of(Sha256.parse(name))).getFirst().requireObjectKey();
  }

  void replace(String key, byte[] content) {
    client.putObject(it -> it.bucket(S3Server.BUCKET).key(key), RequestBody.fromBytes(content));
  }

  /// Sends an object and dies before its blob is stored.
  String sendAndBreakOff(byte[] content) throws IOException {
    try (Spool spool =
        Spool.fill(
            new ByteArrayInputStream(content),
            BlobBytes.CHUNK_BYTES,
            content.length,
            new SpoolMemory(0))) {
      return bytes.send(spool.digest(), spool);
    }
  }

  static String write(BlobStore blobs, byte[] content) {
    String name = Sha256.format(Sha256.newDigest().digest(content));
    blobs.write(name, new ByteArrayInputStream(content), content.length);
    return name;
  }

  static byte[] read(BlobStore blobs, String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blobs.read(name, out);
    return out.toByteArray();
  }

  static byte[] randomBytes(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
