package dev.accrue.blob;

import static dev.accrue.blob.TestObjectStore.randomBytes;
import static dev.accrue.blob.TestObjectStore.read;
import static dev.accrue.blob.TestObjectStore.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.testing.S3Server;
import dev.accrue.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Blobs in objects of a real S3 server.
class ObjectStoreTest {

  private static final TestDatabase DATABASE = new TestDatabase();

  private TestObjectStore store;
  private BlobStore blobs;

  @AfterAll
  static void closeDatabase() {
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    store = new TestObjectStore(DATABASE, S3Server.shared().endpoint());
    store.empty();
    blobs = store.storingInObjects();
  }

  @Test
  void givesBackWhatItTook() {
    // The last two go in parts of 5 MiB.
    List<Integer> sizes = List.of(0, 1, 1 << 20, 5_000_000, 10 << 20, 11_000_000);
    for (int size : sizes) {
      byte[] content = randomBytes(size);

      String name = write(blobs, content);

      assertThat(read(blobs, name)).isEqualTo(content);
      assertThat(blobs.findSize(name)).hasValue(size);
      assertThat(store.key(name)).startsWith("blobs/" + name + "/");
    }
    assertThat(store.keys()).hasSize(sizes.size());
    assertThat(store.count("blob_chunk")).isZero();
    assertThat(store.count("stray_object")).isZero();
  }

  @Test
  void sendsNothingThatIsStored() {
    String name = write(blobs, randomBytes(1_000));
    String key = store.key(name);

    write(blobs, randomBytes(1_000));

    assertThat(store.key(name)).isEqualTo(key);
    assertThat(store.keys()).containsExactly(key);
  }

  @Test
  void findsAChangedObjectBeforeTheLastChunkIsOut() {
    byte[] content = randomBytes(2_500_000);
    String name = write(blobs, content);
    String key = store.key(name);
    byte[] changed = content.clone();
    changed[7] ^= 1;
    store.replace(key, changed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> blobs.read(name, out))
        .isInstanceOf(BlobCorruptException.class)
        .hasMessageContaining("its bytes hash to");
    assertThat(out.size()).isEqualTo(2 << 20);
    assertThatThrownBy(() -> blobs.open(List.of(name))).isInstanceOf(BlobCorruptException.class);
    assertThat(store.told).extracting(BlobDamaged::sha256).containsExactly(name);

    // The right bytes make it sound again, under a key of their own.
    assertThat(blobs.findMissing(List.of(name))).containsExactly(name);
    write(blobs, content);
    assertThat(read(blobs, name)).isEqualTo(content);
    assertThat(store.objectSweep.sweepAll()).isEqualTo(1);
    assertThat(store.keys()).containsExactly(store.key(name)).doesNotContain(key);
  }

  @Test
  void findsAnObjectOfAnotherLength() {
    byte[] content = randomBytes(5_000);
    String name = write(blobs, content);
    store.replace(store.key(name), Arrays.copyOf(content, 4_000));

    assertThatThrownBy(() -> read(blobs, name))
        .isInstanceOf(BlobCorruptException.class)
        .hasMessageContaining("has 4000 bytes instead of 5000");
  }

  @Test
  void findsALostObjectAmongMany() {
    String first = write(blobs, randomBytes(100));
    String lost = write(blobs, randomBytes(200));
    store.client.deleteObject(it -> it.bucket(S3Server.BUCKET).key(store.key(lost)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> blobs.open(List.of(first, lost)).copyTo(out))
        .isInstanceOf(BlobCorruptException.class)
        .hasMessageContaining(lost)
        .hasMessageContaining("is missing");

    assertThat(out.size()).isEqualTo(100);
    assertThat(store.told).extracting(BlobDamaged::sha256).containsExactly(lost);
  }

  @Test
  void bothPlacesAreReadWhicheverTakesNewBlobs() {
    BlobStore inPostgres = store.storingInPostgres();
    byte[] chunked = randomBytes(1_500_000);
    byte[] inObject = randomBytes(1_200_000);
    List<String> names = List.of(write(inPostgres, chunked), write(blobs, inObject));
    assertThat(store.keys()).hasSize(1);

    for (BlobStore either : List.of(inPostgres, blobs)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BlobStore.Opened opened =
          either.open(List.of(names.get(1), names.get(0), names.get(0), names.get(1)));
      opened.copyTo(out);
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      List.of(inObject, chunked, chunked, inObject).forEach(expected::writeBytes);
      assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
      assertThat(opened.sizeBytes()).isEqualTo(expected.size());
    }
  }

  @Test
  void aDamagedBlobIsMendedInTheOtherPlace() {
    byte[] content = randomBytes(1_500_000);
    String name = write(store.storingInPostgres(), content);
    DATABASE.jdbc().sql("DELETE FROM blob_chunk WHERE ordinal = 1").update();
    assertThatThrownBy(() -> read(blobs, name)).isInstanceOf(BlobCorruptException.class);

    write(blobs, content);

    assertThat(read(blobs, name)).isEqualTo(content);
    assertThat(store.count("blob_chunk")).isZero();
    store.replace(store.key(name), randomBytes(3));
    assertThatThrownBy(() -> read(blobs, name)).isInstanceOf(BlobCorruptException.class);

    write(store.storingInPostgres(), content);

    assertThat(read(store.knowingNoObjects(), name)).isEqualTo(content);
    assertThat(store.objectSweep.sweepAll()).isEqualTo(1);
    assertThat(store.keys()).isEmpty();
  }

  @Test
  void aServerWithoutObjectStoreSaysSo() {
    String name = write(blobs, randomBytes(1_000));

    assertUnavailable(() -> read(store.knowingNoObjects(), name), "accrue.blob.s3.bucket");

    assertThat(read(blobs, name)).hasSize(1_000);
  }

  @Test
  void aStoreThatIsAwayDamagesNothing() throws Exception {
    String name = write(blobs, randomBytes(1_000));
    byte[] other = randomBytes(2_000);
    S3Server.shared().stop();
    try {
      assertUnavailable(() -> read(blobs, name), "object store");
      assertUnavailable(() -> write(blobs, other), "object store");
      store.clock.advance(TestObjectStore.GRACE.plusSeconds(1));
      assertThat(store.objectSweep.sweepAll()).isZero();
    } finally {
      S3Server.shared().start();
    }

    assertThat(read(blobs, name)).hasSize(1_000);
    assertThat(store.told).isEmpty();
    assertThat(read(blobs, write(blobs, other))).isEqualTo(other);
    // What the write that failed might have left.
    store.clock.advance(TestObjectStore.GRACE);
    store.objectSweep.sweepAll();
    assertThat(store.count("stray_object")).isZero();
    assertThat(store.keys()).hasSize(2);
  }

  private static void assertUnavailable(ThrowingCallable call, String what) {
    assertThatThrownBy(call)
        .hasMessageContaining(what)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.UNAVAILABLE));
  }
}
