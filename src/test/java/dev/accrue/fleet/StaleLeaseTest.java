package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.BlobQuestion;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.SmallBlobs;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Whatever an attempt may write, it may not write it any more once its lease is gone.
@StillServer
class StaleLeaseTest {

  private static final JsonMapper JSON = new JsonMapper();

  @Autowired private TestFleet fleet;
  @Autowired private LeaseReaper reaper;
  @Autowired private SettableClock clock;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @Autowired private FleetProperties properties;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  /// How a lease can be gone.
  enum Staleness {
    EXPIRED,
    REAPED,
    ENDED,
    OLDER_INCARNATION,
    SUCCEEDED_BY_ANOTHER_ATTEMPT
  }

  @ParameterizedTest
  @EnumSource(Staleness.class)
  void itsWritesAreRefusedAndChangeNothing(Staleness staleness) {
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);
    checkpoint.upload(attempt);
    assertThat(attempt.sendLosses(1, 5, 1).status()).isEqualTo(204);
    makeStale(attempt, staleness);
    String before = everything();

    writes(attempt, attempt.http(), checkpoint).forEach(StaleLeaseTest::assertRefused);
    reads(attempt, checkpoint).forEach(StaleLeaseTest::assertRefused);

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aWriteWithAnotherFencingTokenIsRefusedAndChangesNothing() {
    TestAttempt attempt = fleet.start();
    TestCheckpoints checkpoint = TestCheckpoints.at(10, attempt);
    checkpoint.upload(attempt);
    String before = everything();

    for (long token :
        List.of(attempt.assignment().fencingToken() - 1, attempt.assignment().fencingToken() + 1)) {
      writes(attempt, attempt.http(token), checkpoint).forEach(StaleLeaseTest::assertRefused);
    }

    assertThat(everything()).isEqualTo(before);
    assertThat(attempt.sendLosses(1, 5, 1).status()).isEqualTo(204);
  }

  @Test
  void aLeaseOpensItsOwnAttemptOnly() {
    TestAttempt one = fleet.start();
    TestAttempt other = fleet.start();
    String before = everything();

    for (String rest : List.of("", "/blobs/" + "0".repeat(64))) {
      assertThat(one.http().get(other.path(rest)).status()).isEqualTo(403);
    }
    assertThat(one.http().post(other.path("/end"), "{}").status()).isEqualTo(403);
    assertThat(one.anonymous().get(one.path("")).status()).isEqualTo(401);
    assertThat(fleet.asWorker().get(one.path("")).status()).isEqualTo(401);
    assertThat(clients.administrator().get(one.path("")).status()).isEqualTo(401);
    assertThat(one.http().get("/api/v1/jobs").status()).isEqualTo(401);
    assertThat(everything()).isEqualTo(before);
  }

  private Map<String, TestHttp.Answer> writes(
      TestAttempt attempt, TestHttp http, TestCheckpoints checkpoint) {
    Map<String, TestHttp.Answer> answers = new LinkedHashMap<>();
    Consumer<Map.Entry<String, Object>> post =
        entry ->
            answers.put(
                entry.getKey(),
                http.post(
                    attempt.path("/" + entry.getKey()), JSON.writeValueAsString(entry.getValue())));
    post.accept(Map.entry("points", TestAttempt.losses(6, 9, 1)));
    post.accept(Map.entry("checkpoints", checkpoint.manifest()));
    post.accept(Map.entry("events", new AttemptEvent("STEP_SKIPPED", "late")));
    for (EndCause cause : EndCause.values()) {
      // That it ended so is nothing new, and telling it again is no write.
      if (!cause.name().equals(endedAs(attempt))) {
        answers.put(
            "end " + cause,
            http.post(
                attempt.path("/end"), JSON.writeValueAsString(new AttemptEnd(cause, "late", 999))));
      }
    }
    byte[] bytes = {1, 2, 3};
    answers.put(
        "blob",
        http.send(
            http.request(attempt.path("/blobs/" + TestCheckpoints.sha256(bytes)))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))));
    answers.put(
        "blobs",
        http.send(
            http.request(attempt.path("/blobs/write"))
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        new SmallBlobs(Map.of(TestCheckpoints.sha256(bytes), bytes)).toBody()))));
    return answers;
  }

  private static Map<String, TestHttp.Answer> reads(
      TestAttempt attempt, TestCheckpoints checkpoint) {
    String blob = checkpoint.manifest().tensors().getFirst().sha256();
    return Map.of(
        "description", attempt.http().get(attempt.path("")),
        "blob", attempt.http().get(attempt.path("/blobs/" + blob)),
        "missing", attempt.post("/blobs/missing", new BlobQuestion(List.of(blob))));
  }

  private String endedAs(TestAttempt attempt) {
    return jdbc.sql("SELECT coalesce(cause, '') FROM attempt WHERE id = ?")
        .param(attempt.id())
        .query((row, number) -> row.getString(1))
        .single();
  }

  private void makeStale(TestAttempt attempt, Staleness staleness) {
    switch (staleness) {
      case EXPIRED -> clock.advance(properties.leaseTtl());
      case REAPED -> {
        clock.advance(properties.leaseTtl());
        reaper.reap();
      }
      case ENDED -> assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
      case OLDER_INCARNATION -> fleet.register(workerOf(attempt), 1);
      case SUCCEEDED_BY_ANOTHER_ATTEMPT -> {
        clock.advance(properties.leaseTtl());
        reaper.reap();
        fleet.restart();
      }
    }
  }

  private UUID workerOf(TestAttempt attempt) {
    return jdbc.sql("SELECT worker_id FROM attempt WHERE id = ?")
        .param(attempt.id())
        .query((row, number) -> row.getObject(1, UUID.class))
        .single();
  }

  private static void assertRefused(String what, TestHttp.Answer answer) {
    assertThat(answer.status()).as(what + ": " + answer).isEqualTo(409);
    assertThat(answer.json().get("code").stringValue()).as(what).isEqualTo("STALE_LEASE");
  }

  /// Every row that a write could touch, as text.
  private String everything() {
    StringBuilder all = new StringBuilder();
    for (String table :
        List.of(
            "job",
            "attempt",
            "attempt_device",
            "job_event",
            "series",
            "point_block",
            "point_batch",
            "checkpoint",
            "checkpoint_tensor",
            "blob",
            "blob_chunk")) {
      String rows =
          jdbc.sql(
                  "SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM %s t"
                      .formatted(table))
              .query((row, number) -> row.getString(1))
              .single();
      all.append(table).append('\n').append(rows).append('\n');
    }
    return all.toString();
  }
}
