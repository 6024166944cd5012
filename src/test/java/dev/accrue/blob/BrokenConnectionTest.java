package dev.accrue.blob;

import static dev.accrue.blob.TestObjectStore.randomBytes;
import static dev.accrue.blob.TestObjectStore.read;
import static dev.accrue.blob.TestObjectStore.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.testing.S3Server;
import dev.accrue.testing.TestDatabase;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Connections to the object store that break while an object is read.
class BrokenConnectionTest {

  private final byte[] content = randomBytes(5_000_000);

  private TestDatabase database;
  private CuttingProxy proxy;
  private TestObjectStore store;
  private BlobStore blobs;
  private String name;

  @BeforeEach
  void writeOne() throws IOException {
    database = new TestDatabase();
    proxy = new CuttingProxy(S3Server.shared().endpoint());
    store = new TestObjectStore(database, proxy.endpoint());
    blobs = store.storingInObjects();
    name = write(blobs, content);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    database.close();
  }

  @Test
  void readingGoesOnWhereItBroke() {
    proxy.cut(3, 1_500_000);

    assertThat(read(blobs, name)).isEqualTo(content);

    assertThat(proxy.cutsLeft()).isZero();
  }

  @Test
  void aStoreThatKeepsBreakingIsUnavailableAndNotDamaged() {
    proxy.cut(Integer.MAX_VALUE, 200_000);

    assertThatThrownBy(() -> read(blobs, name)).hasMessageContaining("object store");

    proxy.cut(0, 0);
    assertThat(read(blobs, name)).isEqualTo(content);
    assertThat(store.told).isEmpty();
  }
}
