package dev.accrue.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.EndCause;
import dev.accrue.fleet.FleetProperties;
import dev.accrue.fleet.LeaseReaper;
import dev.accrue.live.LiveReaders;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestStream;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class LiveTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private LeaseReaper reaper;
  @Autowired private SettableClock clock;
  @Autowired private FleetProperties properties;
  @Autowired private LiveReaders readers;
  @Autowired private JdbcClient jdbc;

  private final List<TestStream> streams = new ArrayList<>();

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  /// A reader that went away is noticed when it is written to.
  @AfterEach
  void closeAll() {
    streams.forEach(TestStream::close);
    await()
        .untilAsserted(() -> {
          readers.mayHaveMissedSome();
          jdbc.sql("UPDATE job SET optimizer_step = 1 + optimizer_step % 999").update();
          assertThat(readers.count()).isZero();
        });
  }

  @Test
  void showsAJobFromItsQueueToItsEnd() {
    UUID job = fleet.submit();
    TestStream stream = open(job, null);
    assertThat(stream.next("job").data().get("state").stringValue()).isEqualTo("QUEUED");

    TestAttempt attempt = fleet.restart();
    attempt.sendLosses(1, 3, 1);
    attempt.sendLosses(4, 4, 1);
    attempt.end(EndCause.SUCCEEDED);

    List<TestStream.Event> rest = stream.rest();
    assertThat(steps(rest)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(transitions(rest)).containsExactly("ASSIGNED", "RUNNING", "SUCCEEDED");
    assertThat(rest.getLast().type()).isEqualTo("job");
    assertThat(rest.getLast().data().get("state").stringValue()).isEqualTo("SUCCEEDED");
    assertThat(rest.getLast().data().get("optimizerStep").longValue()).isEqualTo(4);
  }

  /// Otherwise the connection would wait for the stream's end with its next request.
  @Test
  void whoeverAsksForTheHeadersAloneHasThemWithoutAStream() {
    String job = "/api/v1/jobs/" + fleet.submit();
    TestHttp client = clients.administrator();
    for (String path : List.of(job + "/live", job)) {
      TestHttp.Answer answer =
          client.send(
              client
                  .request(path)
                  .timeout(Duration.ofSeconds(10))
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void sendsWhatIsNewAsItComes() {
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 5, 1);
    TestStream stream = open(attempt.assignment().jobId(), null);
    stream.next("job");

    attempt.sendLosses(6, 7, 1);
    assertThat(steps(List.of(stream.next("points")))).containsExactly(6L, 7L);
    attempt.post("/events", new AttemptEvent("STEP_SKIPPED", "gradients were not finite"));
    assertThat(stream.next("event").data().get("kind").stringValue()).isEqualTo("STEP_SKIPPED");
    // Sent again after a lost answer: nothing new.
    attempt.sendLosses(6, 7, 1);
    attempt.sendLosses(8, 8, 1);
    assertThat(steps(List.of(stream.next("points")))).containsExactly(8L);
  }

  @Test
  void goesOnWhereItBrokeOffWithoutLossOrDoubling() {
    TestAttempt attempt = fleet.start();
    UUID job = attempt.assignment().jobId();
    TestStream first = open(job, null);
    first.next("job");
    attempt.sendLosses(1, 10, 1);
    TestStream.Event seen = first.next("points");
    assertThat(steps(List.of(seen))).endsWith(10L);
    first.close();

    TestCheckpoints.at(10, attempt).save(attempt);
    attempt.sendLosses(11, 15, 1);
    loseLease();
    TestAttempt second = fleet.restart();
    second.sendLosses(11, 20, 2);
    TestStream resumed = open(job, seen.id());
    second.end(EndCause.SUCCEEDED);

    List<TestStream.Event> rest = resumed.rest();
    assertThat(steps(rest))
        .containsExactlyElementsOf(LongStream.rangeClosed(11, 20).boxed().toList());
    assertThat(transitions(rest)).containsExactly("QUEUED", "ASSIGNED", "RUNNING", "SUCCEEDED");
    assertThat(kinds(rest)).containsOnlyOnce("CHECKPOINT_SAVED");

    TestStream again = open(job, rest.getLast().id());
    assertThat(again.rest()).extracting(TestStream.Event::type).containsExactly("job");
  }

  @Test
  void resumesFromEveryPointOfAStreamToTheSameWhole() {
    TestAttempt attempt = fleet.start();
    UUID job = attempt.assignment().jobId();
    TestStream whole = open(job, "0-0-0");
    for (int step = 1; step <= 40; step++) {
      attempt.sendLosses(step, step, 1);
      if (step % 10 == 0) {
        attempt.post("/events", new AttemptEvent("NOTE", "step " + step));
      }
    }
    attempt.end(EndCause.SUCCEEDED);
    List<TestStream.Event> events = whole.rest();
    List<Long> all = LongStream.rangeClosed(1, 40).boxed().toList();
    assertThat(steps(events)).containsExactlyElementsOf(all);

    for (int cut = 0; cut < events.size(); cut++) {
      List<TestStream.Event> before = events.subList(0, cut + 1);
      List<TestStream.Event> together = new ArrayList<>(before);
      together.addAll(open(job, before.getLast().id()).rest());
      assertThat(steps(together)).containsExactlyElementsOf(all);
      assertThat(kinds(together)).containsExactlyElementsOf(kinds(events));
    }
  }

  @Test
  void goesOnAfterTheSignalsWereLostForAWhile() {
    TestAttempt attempt = fleet.start();
    TestStream stream = open(attempt.assignment().jobId(), null);
    stream.next("job");
    jdbc.sql(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'accrue-signals'
            """)
        .query()
        .listOfRows();

    attempt.sendLosses(1, 3, 1);

    assertThat(steps(List.of(stream.next("points")))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aUserHasSoManyStreamsAndNoMore() {
    UUID job = fleet.submit();
    TestHttp admin = clients.administrator();
    for (int i = 0; i < LiveReaders.MAX_OF_A_USER; i++) {
      open(job, null).next("job");
    }

    TestHttp.Answer refused = admin.get("/api/v1/jobs/" + job + "/live");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
  }

  private TestStream open(UUID job, @Nullable String lastEventId) {
    TestHttp http = clients.administrator();
    TestStream stream =
        TestStream.open(
            (lastEventId == null ? http : http.with("Last-Event-ID", lastEventId))
                .with("Accept", "text/event-stream")
                .request("/api/v1/jobs/" + job + "/live"));
    streams.add(stream);
    return stream;
  }

  private void loseLease() {
    clock.advance(properties.leaseTtl());
    reaper.reap();
  }

  private static List<Long> steps(List<TestStream.Event> events) {
    return events.stream()
        .filter(event -> event.type().equals("points"))
        .flatMap(event -> elements(event.data()))
        .flatMap(series -> elements(series.get("optimizerSteps")))
        .map(JsonNode::longValue)
        .toList();
  }

  private static List<String> transitions(List<TestStream.Event> events) {
    return events.stream()
        .filter(event -> event.type().equals("event") && event.data().hasNonNull("to"))
        .map(event -> event.data().get("to").stringValue())
        .toList();
  }

  private static List<String> kinds(List<TestStream.Event> events) {
    return events.stream()
        .filter(event -> event.type().equals("event"))
        .map(event -> event.data().get("kind").stringValue())
        .toList();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
