package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What of a job's checkpoints is kept, by rules and by people.
@StillServer
class RetentionTest {

  private static final String ACCURACY = "validation/accuracy";

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private CheckpointRetention retention;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void keepsTheBestByTheirOwnValues() {
    TestAttempt attempt =
        start("\"keepBest\": {\"metric\": \"%s\", \"count\": 2}".formatted(ACCURACY));
    save(attempt, 10, 0.5);
    save(attempt, 20, 0.9);
    save(attempt, 30, 0.7);
    // Not measured at its step: whatever it is worth, nobody knows.
    TestCheckpoints.at(40, attempt).save(attempt);
    save(attempt, 50, 0.7);
    save(attempt, 60, 0.1);
    save(attempt, 70, 0.2);

    assertThat(steps()).containsExactly(20L, 30L, 60L, 70L);
    JsonNode best = list(attempt).get(3);
    assertThat(best.get("metrics").get(ACCURACY).doubleValue()).isEqualTo(0.9);
    assertThat(kept(best)).containsExactly("BEST");
    assertThat(kept(list(attempt).get(0))).containsExactly("LAST");
  }

  @Test
  void keepsTheSmallestWhereSmallIsGood() {
    TestAttempt attempt =
        start("\"keepBest\": {\"metric\": \"%s\", \"mode\": \"min\"}".formatted(ACCURACY));
    LongStream.of(10, 20, 30, 40).forEach(step -> save(attempt, step, step == 20 ? 0.1 : 0.2));

    assertThat(steps()).containsExactly(20L, 30L, 40L);
  }

  @Test
  void keepsTheFirstOfEveryStretch() {
    TestAttempt attempt = start("\"keepEveryOptimizerSteps\": 100");
    // Saves that were put off are at no multiples.
    LongStream.of(50, 99, 103, 150, 199, 260, 299, 310, 320)
        .forEach(step -> TestCheckpoints.at(step, attempt).save(attempt));

    assertThat(steps()).containsExactly(103L, 260L, 310L, 320L);
    assertThat(kept(list(attempt).get(1))).containsExactly("LAST", "EVERY");
  }

  @Test
  void aChangedPolicyCountsAtOnceAndAfterTheRun() {
    TestAttempt attempt = start("\"keepEveryOptimizerSteps\": 10");
    LongStream.of(10, 20, 30, 40, 50).forEach(step -> save(attempt, step, step / 100.0));
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    TestHttp member = clients.administrator();
    assertThat(member.get(path(attempt, "/retention")).json().get("changedBy").isNull()).isTrue();

    TestHttp.Answer answer =
        member.put(
            path(attempt, "/retention"),
            """
            {"keepLast": 1, "keepBest": {"metric": "validation/accuracy", "mode": "min", "count": 1}}
            """);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json().get("changedBy").stringValue()).isNotEmpty();
    assertThat(steps()).containsExactly(10L, 50L);
    assertThat(events("RETENTION_CHANGED"))
        .containsExactly(
            "keeps the newest 1, the best 1 by validation/accuracy (min); before: the newest 2, the"
                + " first of every 10 optimizer steps");
  }

  @Test
  void refusesPoliciesThatCannotBe() {
    TestAttempt attempt = start("\"whenBusy\": \"skip\"");
    for (String policy :
        List.of(
            "{}",
            "{\"keepLast\": 0}",
            "{\"keepLast\": 101}",
            "{\"keepLast\": 1, \"keepEveryOptimizerSteps\": 0}",
            "{\"keepLast\": 1, \"keepBest\": {\"metric\": \"validation/acuracy\", \"mode\": \"max\", \"count\": 1}}",
            "{\"keepLast\": 1, \"keepBest\": {\"metric\": \"validation/loss\", \"mode\": \"max\", \"count\": 0}}",
            "{\"keepLast\": 1, \"keepBest\": {\"metric\": \"validation/loss\", \"count\": 1}}")) {
      TestHttp.Answer answer = clients.administrator().put(path(attempt, "/retention"), policy);
      assertThat(answer.status()).as("%s: %s", policy, answer).isEqualTo(422);
    }
    assertThat(events("RETENTION_CHANGED")).isEmpty();
  }

  @Test
  void aPinnedOneNeverGoes() {
    TestAttempt attempt = start("\"whenBusy\": \"wait\"");
    save(attempt, 10, 0.5);
    UUID pinned = checkpoint(10);
    TestHttp person = clients.administrator();
    assertThat(person.put(pin(attempt, pinned), "{\"note\": \"for the paper\"}").status())
        .isEqualTo(204);
    LongStream.of(20, 30, 40).forEach(step -> save(attempt, step, 0.1));
    retention.deleteAllOutlived();

    assertThat(steps()).containsExactly(10L, 30L, 40L);
    JsonNode view = list(attempt).get(2);
    assertThat(kept(view)).containsExactly("PINNED");
    assertThat(view.get("pin").get("note").stringValue()).isEqualTo("for the paper");
    assertThat(person.delete(path(attempt, "/checkpoints/" + pinned)).text())
        .contains("it is pinned; unpin it first");
    assertThatThrownBy(() -> jdbc.sql("DELETE FROM checkpoint").update())
        .isInstanceOf(DataIntegrityViolationException.class);

    assertThat(person.delete(pin(attempt, pinned)).status()).isEqualTo(204);
    retention.deleteAllOutlived();
    assertThat(steps()).containsExactly(30L, 40L);
    assertThat(events("CHECKPOINT_PINNED"))
        .containsExactly("the checkpoint at optimizer step 10: for the paper");
    assertThat(events("CHECKPOINT_UNPINNED")).hasSize(1);
  }

  @Test
  void deletesByHandWhatNobodyNeeds() {
    TestAttempt attempt = start("\"whenBusy\": \"wait\"");
    save(attempt, 10, 0.5);
    save(attempt, 20, 0.5);
    TestHttp person = clients.administrator();

    TestHttp.Answer needed = person.delete(path(attempt, "/checkpoints/" + checkpoint(20)));
    assertThat(needed.status()).isEqualTo(409);
    assertThat(needed.text()).contains("would go on from it");
    assertThat(person.delete(path(attempt, "/checkpoints/" + checkpoint(10))).status())
        .isEqualTo(204);
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    UUID last = checkpoint(20);
    fleet.submit(spec ->
        spec.replace(
            "\"data\"", "\"initialWeights\": {\"checkpoint\": \"%s\"}, \"data\"".formatted(last)));
    assertThat(person.delete(path(attempt, "/checkpoints/" + last)).text())
        .contains("a job that has not ended starts from it");
    assertThat(steps()).containsExactly(20L);
    assertThat(events("CHECKPOINT_DELETED")).hasSize(1);
  }

  @Test
  void othersAndViewersChangeNothing() {
    TestAttempt attempt = start("\"whenBusy\": \"wait\"");
    save(attempt, 10, 0.5);
    save(attempt, 20, 0.5);
    UUID team = jdbc.sql("SELECT team_id FROM job").query(UUID.class).single();
    String unique = Long.toString(System.nanoTime());
    TestHttp viewer = clients.newMember(team, "viewer" + unique, "VIEWER");
    TestHttp outsider = clients.withTokenOf(clients.newUser("outsider" + unique));

    assertThat(changes(attempt, viewer)).containsOnly(403);
    assertThat(viewer.get(path(attempt, "/retention")).status()).isEqualTo(200);
    assertThat(changes(attempt, outsider)).containsOnly(404);
    assertThat(outsider.get(path(attempt, "/retention")).status()).isEqualTo(404);
    assertThat(steps()).containsExactly(10L, 20L);
  }

  private List<Integer> changes(TestAttempt attempt, TestHttp http) {
    UUID checkpoint = checkpoint(10);
    return List.of(
        http.put(pin(attempt, checkpoint), "{}").status(),
        http.delete(pin(attempt, checkpoint)).status(),
        http.delete(path(attempt, "/checkpoints/" + checkpoint)).status(),
        http.put(path(attempt, "/retention"), "{\"keepLast\": 1}").status());
  }

  /// An attempt of a job that keeps the newest 2 and what else is written.
  private TestAttempt start(String checkpoints) {
    fleet.submit(spec -> spec.replace("\"keepLast\": 2", "\"keepLast\": 2, " + checkpoints));
    return fleet.restart();
  }

  private static void save(TestAttempt attempt, long optimizerStep, double accuracy) {
    TestHttp.Answer answer =
        TestCheckpoints.at(optimizerStep, attempt)
            .measured(Map.of(ACCURACY, accuracy))
            .save(attempt);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
  }

  private JsonNode list(TestAttempt attempt) {
    return clients.administrator().get(path(attempt, "/checkpoints")).json();
  }

  private static List<String> kept(JsonNode checkpoint) {
    return checkpoint.get("kept").valueStream().map(JsonNode::stringValue).toList();
  }

  private static String path(TestAttempt attempt, String rest) {
    return "/api/v1/jobs/" + attempt.assignment().jobId() + rest;
  }

  private static String pin(TestAttempt attempt, UUID checkpoint) {
    return path(attempt, "/checkpoints/%s/pin".formatted(checkpoint));
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

  private List<String> events(String kind) {
    return jdbc.sql("SELECT reason FROM job_event WHERE kind = ? ORDER BY id")
        .param(kind)
        .query((row, number) -> row.getString(1))
        .list();
  }
}
