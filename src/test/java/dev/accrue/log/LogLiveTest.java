package dev.accrue.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.worker.EndCause;
import dev.accrue.live.LiveReaders;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class LogLiveTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private LiveReaders readers;
  @Autowired private LogProperties properties;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  private final List<TestStream> streams = new ArrayList<>();

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  /// A log that is complete has no reader left.
  @AfterEach
  void closeAll() {
    streams.forEach(TestStream::close);
    jdbc.sql("UPDATE attempt_log SET completed_at = now()").update();
    await()
        .untilAsserted(() -> {
          readers.mayHaveMissedSome();
          assertThat(readers.count()).isZero();
        });
  }

  @Test
  void showsLinesAsTheyComeUpToTheLast() {
    TestAttempt attempt = fleet.start();
    TestLogs.send(attempt, 1, "one", "two");
    TestStream stream = open(attempt, "after=1", null);
    assertThat(TestLogs.texts(stream.next("lines").data())).containsExactly("two");

    TestLogs.send(attempt, 3, "three");
    assertThat(TestLogs.texts(stream.next("lines").data())).containsExactly("three");
    attempt.end(EndCause.INTERNAL);
    TestLogs.send(attempt, 4, "killed");
    TestLogs.complete(attempt, 5);

    List<TestStream.Event> rest = stream.rest();
    assertThat(lines(rest)).containsExactly(4L);
    assertThat(rest.getLast().type()).isEqualTo("end");
    assertThat(rest.getLast().data().get("complete").booleanValue()).isTrue();
  }

  @Test
  void resumesFromEveryPointToTheSameWhole() {
    TestAttempt attempt = fleet.start();
    TestStream whole = open(attempt, "", null);
    for (int first = 1; first <= 5; first++) {
      TestLogs.send(attempt, first, "line " + first);
    }
    TestLogs.sendMany(attempt, 6, 2_500, it -> TestLogs.line(LogLevel.INFO, "x".repeat(90)));
    TestLogs.complete(attempt, 2_501);
    List<TestStream.Event> events = whole.rest();
    List<Long> all = LongStream.rangeClosed(1, 2_500).boxed().toList();
    assertThat(lines(events)).isEqualTo(all);

    for (int cut = 0; cut < events.size(); cut++) {
      List<TestStream.Event> together = new ArrayList<>(events.subList(0, cut + 1));
      together.addAll(open(attempt, "after=7", together.getLast().id()).rest());
      assertThat(lines(together)).isEqualTo(all);
    }
  }

  @Test
  void showsTheLevelsThatWereAskedFor() {
    TestAttempt attempt = fleet.start();
    TestStream stream = open(attempt, "level=ERROR", null);
    TestLogs.sendMany(
        attempt,
        1,
        100,
        it -> TestLogs.line(it % 10 == 0 ? LogLevel.ERROR : LogLevel.INFO, "line " + it));
    TestLogs.complete(attempt, 101);

    assertThat(lines(stream.rest()))
        .isEqualTo(LongStream.rangeClosed(1, 10).mapToObj(it -> it * 10).toList());
  }

  @Test
  void endsWhenTheGraceOfALostWorkerIsOver() {
    TestAttempt attempt = fleet.start();
    TestLogs.send(attempt, 1, "one");
    attempt.end(EndCause.INTERNAL);
    clock.advance(properties.grace().plusSeconds(1));

    List<TestStream.Event> events = open(attempt, "", null).rest();

    assertThat(events).extracting(TestStream.Event::type).containsExactly("lines", "end");
    assertThat(events.getLast().data().get("complete").booleanValue()).isFalse();
  }

  private TestStream open(TestAttempt attempt, String query, @Nullable String lastEventId) {
    TestHttp http = clients.administrator();
    TestStream stream =
        TestStream.open(
            (lastEventId == null ? http : http.with("Last-Event-ID", lastEventId))
                .with("Accept", "text/event-stream")
                .request(
                    "/api/v1/jobs/%s/logs/live?%s".formatted(attempt.assignment().jobId(), query)));
    streams.add(stream);
    return stream;
  }

  private static List<Long> lines(List<TestStream.Event> events) {
    return events.stream()
        .filter(event -> event.type().equals("lines"))
        .flatMap(event -> TestLogs.numbers(event.data()).stream())
        .toList();
  }
}
