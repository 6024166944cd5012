package dev.accrue.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class BlobSweepTest {

  private static final int ROUNDS = 30;

  @Autowired private TestFleet fleet;
  @Autowired private BlobStore blobs;
  @Autowired private BlobSweep sweep;
  @Autowired private BlobProperties properties;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  /// A save and a sweep at the same moment, over blobs that waited longer than they may: either the
  /// save comes first and keeps them, or it is told to upload them again. Neither fails.
  @Test
  void aSaveBesideASweepIsWholeOrRefused() throws Exception {
    TestAttempt attempt = fleet.start();
    jdbc.sql("UPDATE attempt SET lease_expires_at = 'infinity'").update();
    for (int round = 1; round <= ROUNDS; round++) {
      TestCheckpoints checkpoint = TestCheckpoints.at(round, attempt);
      checkpoint.upload(attempt);
      clock.advance(properties.grace().plusSeconds(1));

      TestHttp.Answer answer;
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Integer> sweeping = executor.submit(sweep::sweep);
        answer = attempt.post("/checkpoints", checkpoint.manifest());
        sweeping.get();
      }

      assertThat(answer.status()).as(answer.toString()).isIn(204, 422);
      if (answer.status() == 422) {
        assertThat(checkpoint.save(attempt).status()).isEqualTo(204);
      }
      assertEveryNamedBlobIsWhole(checkpoint);
    }
  }

  private void assertEveryNamedBlobIsWhole(TestCheckpoints checkpoint) {
    checkpoint
        .manifest()
        .tensors()
        .forEach(
            tensor -> assertThat(blobs.findSize(tensor.sha256())).hasValue(tensor.sizeBytes()));
  }
}
