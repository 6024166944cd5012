package dev.accrue.blob;

import static dev.accrue.blob.TestObjectStore.randomBytes;
import static dev.accrue.blob.TestObjectStore.read;
import static dev.accrue.blob.TestObjectStore.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.testing.S3Server;
import dev.accrue.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/// Objects that no blob has, in a real S3 server: what breaks off leaks nothing for longer than it
/// may.
class ObjectSweepTest {

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
  void ofManyWritersOfABlobOneObjectStays() throws Exception {
    byte[] content = randomBytes(2_000_000);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> writers =
          Stream.generate(() -> executor.submit(() -> write(blobs, content))).limit(4).toList();
      for (Future<String> writer : writers) {
        assertThat(read(blobs, writer.get())).isEqualTo(content);
      }
    }
    store.objectSweep.sweepAll();

    assertThat(store.keys()).hasSize(1);
    assertThat(store.count("stray_object")).isZero();
  }

  @Test
  void whatWasSentWithoutARowIsSweptAfterTheGracePeriod() throws IOException {
    String small = store.sendAndBreakOff(randomBytes(1_000));
    String inParts = store.sendAndBreakOff(randomBytes(6 << 20));

    store.clock.advance(TestObjectStore.GRACE.minusSeconds(1));
    assertThat(store.objectSweep.sweepAll()).isZero();
    assertThat(store.keys()).containsExactlyInAnyOrder(small, inParts);

    store.clock.advance(TestObjectStore.GRACE);
    assertThat(store.objectSweep.sweepAll()).isEqualTo(2);
    assertThat(store.keys()).isEmpty();
    assertThat(store.count("stray_object")).isZero();
  }

  @Test
  void anUploadThatBrokeOffBetweenItsPartsIsEnded() {
    String key = store.objects.newKey(new byte[32]);
    String uploadId = store.objects.beginParts(key);
    store.strays.add(key, uploadId, store.clock.instant().plus(TestObjectStore.GRACE));
    store.client.uploadPart(
        it -> it.bucket(S3Server.BUCKET).key(key).uploadId(uploadId).partNumber(1),
        RequestBody.fromBytes(randomBytes(5 << 20)));
    store.clock.advance(TestObjectStore.GRACE);

    assertThat(store.objectSweep.sweepAll()).isEqualTo(1);

    assertThat(store.client.listMultipartUploads(it -> it.bucket(S3Server.BUCKET)).uploads())
        .isEmpty();
  }

  @Test
  void anObjectThatASweepHasGoesToNoBlob() throws IOException {
    String key = store.sendAndBreakOff(randomBytes(1_000));
    store.clock.advance(TestObjectStore.GRACE);
    store.strays.claim(store.clock.instant(), store.clock.instant(), 10);

    assertThat(store.strays.release(key)).isFalse();
  }

  @Test
  void aSweepLeavesANewerUploadOfTheSameBlobAlone() {
    byte[] content = randomBytes(1_000);
    String name = write(blobs, content);
    String old = store.key(name);
    store.clock.advance(TestObjectStore.GRACE.plusSeconds(1));
    assertThat(store.sweep.sweep()).isEqualTo(1);

    write(blobs, content);
    assertThat(store.objectSweep.sweepAll()).isEqualTo(1);

    assertThat(read(blobs, name)).isEqualTo(content);
    assertThat(store.keys()).containsExactly(store.key(name)).doesNotContain(old);
  }

  @Test
  void whoReadsABlobThatIsWrittenAnewIsToldSo() {
    byte[] content = randomBytes(1_000);
    String name = write(blobs, content);
    BlobStore.Opened opened = blobs.open(List.of(name));
    store.clock.advance(TestObjectStore.GRACE.plusSeconds(1));
    store.sweep.sweep();
    write(blobs, content);
    store.objectSweep.sweepAll();

    assertThatThrownBy(() -> opened.copyTo(OutputStream.nullOutputStream()))
        .hasMessageContaining("written anew while it was read");

    assertThat(store.told).isEmpty();
    assertThat(read(blobs, name)).isEqualTo(content);
  }

  @Test
  void aWriteBesideASweepIsWhole() throws Exception {
    byte[] content = randomBytes(1_000);
    for (int round = 0; round < 20; round++) {
      String name = write(blobs, content);
      store.clock.advance(TestObjectStore.GRACE.plusSeconds(1));
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> sweeping =
            executor.submit(() -> {
              store.sweep.sweep();
              store.objectSweep.sweepAll();
            });
        write(blobs, content);
        sweeping.get();
      }
      assertThat(read(blobs, name)).isEqualTo(content);
    }
    store.objectSweep.sweepAll();
    assertThat(store.keys()).hasSize(1);
  }
}
