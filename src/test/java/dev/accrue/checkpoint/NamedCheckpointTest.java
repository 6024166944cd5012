package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.LockWait;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// A checkpoint that a job starts from outlives the retention of the job that saved it.
@StillServer
class NamedCheckpointTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private CheckpointRetention retention;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transactions;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void staysUntilTheJobThatNamesItEnds() {
    TestAttempt source = fleet.start();
    TestCheckpoints named = save(source, 10);
    submitFrom(checkpoint(10));
    save(source, 20);
    save(source, 30);
    save(source, 40);
    retention.deleteAllOutlived();
    assertThat(steps()).containsExactly(10L, 30L, 40L);

    TestAttempt naming = fleet.restart();
    CheckpointManifest initial = naming.describe().initialCheckpoint();
    assertThat(initial).isEqualTo(named.manifest());

    assertThat(naming.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    retention.deleteAllOutlived();
    assertThat(steps()).containsExactly(30L, 40L);
  }

  /// The job that names it is being submitted: its transaction has not ended.
  @Test
  void staysWhileAJobIsBeingSubmittedThatNamesIt() {
    TestAttempt source = fleet.start();
    save(source, 10);
    UUID job = fleet.submit();
    transactions.executeWithoutResult(_ -> {
      jdbc.sql(
              """
              INSERT INTO job_reference (job_id, checkpoint_id)
              SELECT ?, id FROM checkpoint WHERE optimizer_step = 10
              """)
          .param(job)
          .update();
      save(source, 20);
      save(source, 30);
    });

    assertThat(steps()).containsExactly(10L, 20L, 30L);
    save(source, 40);
    assertThat(steps()).containsExactly(10L, 30L, 40L);
  }

  @Test
  void aJobSubmittedWhileItIsDeletedIsRefused() throws Exception {
    TestAttempt source = fleet.start();
    save(source, 10);
    UUID named = checkpoint(10);
    TestHttp person = clients.administrator();
    CompletableFuture<TestHttp.Answer> submission =
        transactions.execute(_ -> {
          jdbc.sql("DELETE FROM checkpoint").update();
          CompletableFuture<TestHttp.Answer> sent =
              CompletableFuture.supplyAsync(() -> person.post("/api/v1/jobs", specFrom(named)));
          LockWait.await(jdbc, 1);
          return sent;
        });

    TestHttp.Answer answer = submission.get(30, TimeUnit.SECONDS);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.text())
        .contains("initialWeights.checkpoint", "was deleted while the job was being submitted");
  }

  private static TestCheckpoints save(TestAttempt attempt, long optimizerStep) {
    TestCheckpoints checkpoint = TestCheckpoints.at(optimizerStep, attempt);
    TestHttp.Answer answer = checkpoint.save(attempt);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    return checkpoint;
  }

  private UUID submitFrom(UUID checkpoint) {
    return fleet.submit(spec -> from(spec, checkpoint));
  }

  private static String specFrom(UUID checkpoint) {
    return from(TestFleet.SPEC, checkpoint);
  }

  private static String from(String spec, UUID checkpoint) {
    return spec.replace(
        "\"data\"", "\"initialWeights\": {\"checkpoint\": \"%s\"}, \"data\"".formatted(checkpoint));
  }

  private UUID checkpoint(long optimizerStep) {
    return jdbc.sql("SELECT id FROM checkpoint WHERE optimizer_step = ?")
        .param(optimizerStep)
        .query(UUID.class)
        .single();
  }

  private List<Long> steps() {
    return jdbc.sql("SELECT optimizer_step FROM checkpoint ORDER BY 1")
        .query((row, number) -> row.getLong(1))
        .list();
  }
}
