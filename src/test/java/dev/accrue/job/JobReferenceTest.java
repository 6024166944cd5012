package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DatasetFile;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.LockWait;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestModels;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What a job names stays from its submission to its end, also when somebody deletes it while the
/// job is being submitted.
@StillServer
class JobReferenceTest {

  private static final String DATASET = "/api/v1/datasets/default/ours";
  private static final String WEIGHTS = "/api/v1/models/default/weights";

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transactions;

  private TestHttp person;

  @BeforeEach
  void clear() {
    fleet.clear();
    TestDatasets.insert(jdbc, team(), "ours", 1000, 100, "28,28");
    TestModels.insert(jdbc, "weights", ModelKind.SAFETENSORS);
    person = clients.administrator();
  }

  @Test
  void whatAJobNamesStaysUntilItEnds() {
    UUID job = fleet.submit(JobReferenceTest::namingBoth);

    assertThat(person.delete(DATASET).status()).isEqualTo(409);
    assertThat(person.delete(WEIGHTS).status()).isEqualTo(409);

    assertThat(person.post("/api/v1/jobs/%s/cancel".formatted(job)).status()).isEqualTo(200);
    assertThat(person.delete(DATASET).status()).isEqualTo(204);
    assertThat(person.delete(WEIGHTS).status()).isEqualTo(204);
  }

  @Test
  void anAttemptThatEndsItsJobLetsGoAndOneThatIsTriedAgainDoesNot() {
    fleet.submit(JobReferenceTest::namingBoth);
    assertThat(fleet.restart().end(EndCause.INTERNAL).status()).isEqualTo(204);
    assertThat(person.delete(DATASET).status()).isEqualTo(409);

    assertThat(fleet.restart().end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    assertThat(person.delete(DATASET).status()).isEqualTo(204);
  }

  /// The submission holds the data set and waits for the row of the weights; the delete of the data
  /// set waits for the submission.
  @Test
  void aDataSetDeletedWhileAJobIsBeingSubmittedStays() throws Exception {
    List<CompletableFuture<TestHttp.Answer>> answers =
        whileLocked(
            "SELECT id FROM model WHERE name = 'weights' FOR UPDATE",
            this::submission,
            () -> person.delete(DATASET));

    assertThat(status(answers.getFirst())).isEqualTo(201);
    assertThat(status(answers.getLast())).isEqualTo(409);
    assertThat(person.get(DATASET).status()).isEqualTo(200);
  }

  @Test
  void aJobSubmittedWhileItsDataSetIsDeletedIsRefused() throws Exception {
    List<CompletableFuture<TestHttp.Answer>> answers =
        whileLocked("DELETE FROM dataset WHERE name = 'ours' RETURNING id", this::submission);

    assertRefusal(answers.getFirst().get(30, TimeUnit.SECONDS), "data.dataset", "ours");
  }

  @Test
  void aJobSubmittedWhileItsWeightsAreDeletedIsRefused() throws Exception {
    List<CompletableFuture<TestHttp.Answer>> answers =
        whileLocked("DELETE FROM model WHERE name = 'weights' RETURNING id", this::submission);

    assertRefusal(
        answers.getFirst().get(30, TimeUnit.SECONDS), "initialWeights.weights", "weights");
  }

  /// A team's data set goes before one of the same name that came with Accrue, but not for a job
  /// that was submitted when there was only the one.
  @Test
  void aJobGoesOnWithTheDataSetThatItWasSubmittedWith() {
    TestAttempt attempt = fleet.start();
    List<DatasetFile> files = attempt.describe().files();
    TestDatasets.insert(jdbc, team(), "digits", 50, 50, "7,7");

    assertThat(attempt.describe().files()).isEqualTo(files);
  }

  private static String namingBoth(String spec) {
    return spec.replace("\"digits\"", "\"ours\"")
        .replace("\"data\"", "\"initialWeights\": {\"weights\": \"weights\"}, \"data\"");
  }

  private UUID team() {
    return jdbc.sql("SELECT id FROM team WHERE name = 'default'").query(UUID.class).single();
  }

  private TestHttp.Answer submission() {
    return person.post("/api/v1/jobs", namingBoth(TestFleet.SPEC));
  }

  /// Runs the statement in a transaction that stays open until all of the calls, begun one after
  /// the other, wait for locks.
  @SafeVarargs
  private List<CompletableFuture<TestHttp.Answer>> whileLocked(
      String statement, Supplier<TestHttp.Answer>... calls) {
    List<CompletableFuture<TestHttp.Answer>> answers = new ArrayList<>();
    transactions.executeWithoutResult(_ -> {
      jdbc.sql(statement).query(UUID.class).single();
      for (Supplier<TestHttp.Answer> call : calls) {
        answers.add(CompletableFuture.supplyAsync(call));
        LockWait.await(jdbc, answers.size());
      }
    });
    return answers;
  }

  private static int status(CompletableFuture<TestHttp.Answer> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS).status();
  }

  private void assertRefusal(TestHttp.Answer answer, String field, String value) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.json().get("violations").get(0).get("field").asString()).isEqualTo(field);
    assertThat(answer.json().get("violations").get(0).get("value").asString()).isEqualTo(value);
    assertThat(answer.text()).contains("was deleted while the job was being submitted");
    assertThat(jdbc.sql("SELECT count(*) FROM job").query(Integer.class).single()).isZero();
  }
}
