package dev.accrue.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.S3Server;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// A server whose checkpoints go to a real S3 server.
@StillServer
class ObjectStoreServerTest {

  @Autowired private TestFleet fleet;
  @Autowired private ObjectSweep objectSweep;
  @Autowired private JdbcClient jdbc;

  @DynamicPropertySource
  static void objectStore(DynamicPropertyRegistry registry) {
    registry.add("accrue.blob.store", () -> "s3");
    registry.add("accrue.blob.s3.endpoint", S3Server.shared()::endpoint);
    registry.add("accrue.blob.s3.bucket", () -> S3Server.BUCKET);
    registry.add("accrue.blob.s3.access-key", () -> S3Server.ACCESS_KEY);
    registry.add("accrue.blob.s3.secret-key", () -> S3Server.SECRET_KEY);
    registry.add("accrue.blob.s3.path-style", () -> true);
  }

  @Test
  void keepsCheckpointsThereAndSaysWhenItIsAway() throws IOException {
    fleet.clear();
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);

    assertThat(checkpoint.save(attempt).status()).isEqualTo(204);

    String name = checkpoint.manifest().tensors().getFirst().sha256();
    assertThat(read(attempt, name).status()).isEqualTo(200);
    assertThat(count("blob WHERE object_key IS NOT NULL")).isEqualTo(2);
    assertThat(count("blob_chunk")).isZero();

    S3Server.shared().stop();
    try {
      TestHttp.Answer answer = read(attempt, name);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).contains("UNAVAILABLE", "object store");
      assertThat(objectSweep.sweepAll()).isZero();
    } finally {
      S3Server.shared().start();
    }
    assertThat(read(attempt, name).status()).isEqualTo(200);
    assertThat(attempt.describe().resume()).isEqualTo(checkpoint.manifest());
  }

  private static TestHttp.Answer read(TestAttempt attempt, String name) {
    return attempt.http().get(attempt.path("/blobs/" + name));
  }

  private long count(String rows) {
    return jdbc.sql("SELECT count(*) FROM " + rows).query(Long.class).single();
  }
}
