package dev.accrue.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import dev.accrue.fleet.FleetProperties;
import dev.accrue.fleet.LeaseReaper;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@StillServer
@TestPropertySource(properties = "accrue.log.max-size-per-job=256KB")
class LogTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private LeaseReaper reaper;
  @Autowired private SettableClock clock;
  @Autowired private FleetProperties properties;
  @Autowired private LogProperties limits;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void aBatchThatIsSentAgainAddsNothing() {
    TestAttempt attempt = fleet.start();
    assertThat(TestLogs.send(attempt, 1, "a", "b").text()).isEqualTo("{\"full\":false}");
    TestLogs.send(attempt, 1, "a", "b");
    TestLogs.send(attempt, 2, "b", "c");

    JsonNode page = get(attempt, "");

    assertThat(TestLogs.texts(page.get("lines"))).containsExactly("a", "b", "c");
    assertThat(TestLogs.numbers(page.get("lines"))).containsExactly(1L, 2L, 3L);
    assertThat(page.get("log").toString())
        .isEqualTo(
            "{\"lastLine\":3,\"sizeBytes\":6,\"full\":false,\"complete\":false,\"deleted\":false}");
  }

  @Test
  void keepsEachLineAsItWas() {
    TestAttempt attempt = fleet.start();
    LogLine line = new LogLine(1_700_000_000_123L, LogStream.ERROR, LogLevel.WARN, "\tÄ 😀 \u0000");
    attempt.post("/logs", new LogBatch(1, List.of(line), false));

    JsonNode shown = get(attempt, "").get("lines").get(0);

    assertThat(shown.get("text").stringValue()).isEqualTo("\tÄ 😀 \u0000");
    assertThat(shown.get("at").stringValue()).isEqualTo("2023-11-14T22:13:20.123Z");
    assertThat(shown.get("stream").stringValue()).isEqualTo("ERROR");
    assertThat(shown.get("level").stringValue()).isEqualTo("WARN");
  }

  @Test
  void fewLinesAtATimeLeaveFewRows() {
    TestAttempt attempt = fleet.start();
    for (int number = 1; number <= 200; number++) {
      TestLogs.send(attempt, number, "line " + number);
    }

    assertThat(jdbc.sql("SELECT count(*) FROM log_chunk").query(Long.class).single()).isEqualTo(1);
    assertThat(TestLogs.numbers(get(attempt, "").get("lines")))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 200).boxed().toList());
  }

  @Test
  void batchesThatComeAtOnceAreKeptOnce() throws Exception {
    TestAttempt attempt = fleet.start();
    String[] texts =
        LongStream.rangeClosed(1, 100).mapToObj(it -> "line " + it).toArray(String[]::new);
    Callable<TestHttp.Answer> batch = () -> TestLogs.send(attempt, 1, texts);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      executor.invokeAll(Stream.generate(() -> batch).limit(8).toList());
    }

    assertThat(TestLogs.texts(get(attempt, "").get("lines"))).containsExactly(texts);
  }

  @Test
  void pagesForwardAndBackwardWithoutGapsOrDoubles() {
    TestAttempt attempt = fleet.start();
    TestLogs.sendMany(
        attempt, 1, 3_000, it -> TestLogs.line(LogLevel.INFO, "line " + it + "x".repeat(50)));
    List<Long> all = LongStream.rangeClosed(1, 3_000).boxed().toList();

    assertThat(jdbc.sql("SELECT count(*) FROM log_chunk").query(Long.class).single())
        .isGreaterThan(2);
    JsonNode newest = get(attempt, "limit=70");
    assertThat(TestLogs.numbers(newest.get("lines"))).isEqualTo(all.subList(2_930, 3_000));
    assertThat(newest.get("hasEarlier").booleanValue()).isTrue();
    assertThat(newest.get("hasLater").booleanValue()).isFalse();
    assertThat(TestLogs.numbers(get(attempt, "before=2931&limit=2000").get("lines")))
        .isEqualTo(all.subList(930, 2_930));
    JsonNode first = get(attempt, "from=1&limit=999");
    assertThat(TestLogs.numbers(first.get("lines"))).isEqualTo(all.subList(0, 999));
    assertThat(first.get("hasEarlier").booleanValue()).isFalse();
    assertThat(first.get("hasLater").booleanValue()).isTrue();
    JsonNode last = get(attempt, "from=1000&limit=2000");
    assertThat(TestLogs.numbers(last.get("lines"))).isEqualTo(all.subList(999, 2_999));
    assertThat(get(attempt, "from=3001").get("hasLater").booleanValue()).isFalse();
    assertThat(get(attempt, "from=3001").get("hasEarlier").booleanValue()).isTrue();
  }

  @Test
  void showsTheLinesOfALevelAndAbove() {
    TestAttempt attempt = fleet.start();
    TestLogs.sendMany(
        attempt,
        1,
        4_000,
        it ->
            TestLogs.line(it == 7 || it == 3_500 ? LogLevel.ERROR : LogLevel.INFO, "x".repeat(60)));

    JsonNode errors = get(attempt, "level=WARN");
    assertThat(TestLogs.numbers(errors.get("lines"))).containsExactly(7L, 3_500L);
    assertThat(errors.get("hasEarlier").booleanValue()).isFalse();
    JsonNode from = get(attempt, "level=ERROR&from=8&limit=1");
    assertThat(TestLogs.numbers(from.get("lines"))).containsExactly(3_500L);
    assertThat(from.get("hasEarlier").booleanValue()).isTrue();
    assertThat(from.get("hasLater").booleanValue()).isFalse();
  }

  @Test
  void saysWhereTheLimitOfAJobCutsItsLogs() {
    TestAttempt attempt = fleet.start();
    TestLogs.sendMany(attempt, 1, 2_000, it -> TestLogs.line(LogLevel.INFO, "x".repeat(199)));

    JsonNode page = get(attempt, "");
    JsonNode last = page.get("lines").get(page.get("lines").size() - 1);
    assertThat(page.get("log").get("full").booleanValue()).isTrue();
    assertThat(page.get("log").get("lastLine").longValue())
        .isEqualTo(1 + limits.maxSizePerJob().toBytes() / 200);
    assertThat(last.get("text").stringValue()).contains("limit of 256 KiB");
    assertThat(last.get("stream").stringValue()).isEqualTo("PLATFORM");
    assertThat(TestLogs.send(attempt, 2_001, "more").text()).isEqualTo("{\"full\":true}");
    assertThat(get(attempt, "from=2000").get("lines")).isEmpty();
    assertThat(attempt.sendLosses(1, 2, 1).status()).as("the training goes on").isEqualTo(204);

    loseLease();
    TestAttempt second = fleet.restart();
    assertThat(TestLogs.send(second, 1, "tried again").text())
        .as("a part is kept of each attempt")
        .isEqualTo("{\"full\":false}");
    TestLogs.sendMany(second, 2, 500, it -> TestLogs.line(LogLevel.INFO, "x".repeat(199)));
    assertThat(get(second, "").get("log").get("sizeBytes").longValue()).isBetween(3_900L, 4_500L);
  }

  @Test
  void takesTheLastWordsAfterTheEndButNotForEver() {
    TestAttempt attempt = fleet.start();
    TestLogs.send(attempt, 1, "training");
    attempt.end(EndCause.SUCCEEDED);
    assertThat(TestLogs.send(attempt, 2, "the end").status()).isEqualTo(200);

    clock.advance(limits.grace().minusSeconds(1));
    assertThat(TestLogs.send(attempt, 3, "from a worker that was cut off").status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(TestLogs.send(attempt, 4, "too late").status()).isEqualTo(409);

    assertThat(TestLogs.texts(get(attempt, "").get("lines")))
        .containsExactly("training", "the end", "from a worker that was cut off");
  }

  @Test
  void anAttemptThatLostItsLeaseWritesToItsOwnLogOnly() {
    TestAttempt first = fleet.start();
    loseLease();
    TestAttempt second = fleet.restart();
    TestLogs.send(second, 1, "second");

    assertThat(TestLogs.send(first, 1, "first").status()).isEqualTo(200);

    assertThat(TestLogs.texts(get(second, "attempt=1").get("lines"))).containsExactly("first");
    assertThat(TestLogs.texts(get(second, "attempt=2").get("lines"))).containsExactly("second");
    assertThat(TestLogs.texts(get(second, "").get("lines"))).containsExactly("second");
    assertThat(second.http().post(first.path("/logs"), "{}").status())
        .as("another attempt's token")
        .isEqualTo(403);
    String batch = "{\"firstLine\": 2, \"lines\": [], \"complete\": false}";
    assertThat(first.http(999).post(first.path("/logs"), batch).status()).isEqualTo(409);
  }

  @Test
  void refusesWhatIsNoBatch() {
    TestAttempt attempt = fleet.start();
    assertThat(TestLogs.send(attempt, 0, "a").status()).isEqualTo(422);
    assertThat(TestLogs.send(attempt, 1, "a\nb").status()).isEqualTo(422);
    assertThat(TestLogs.send(attempt, 1, "x".repeat(LogLine.MAX_CHARACTERS + 1)).status())
        .isEqualTo(422);
    assertThat(TestLogs.send(attempt, 1, new String[1_001]).status()).isEqualTo(422);
    LogLine late = new LogLine(Long.MAX_VALUE, LogStream.OUTPUT, LogLevel.INFO, "a");
    assertThat(attempt.post("/logs", new LogBatch(1, List.of(late), false)).status())
        .isEqualTo(422);
    assertThat(get(attempt, "").get("lines")).isEmpty();
  }

  @Test
  void writesAWholeLogAsPlainText() {
    TestAttempt attempt = fleet.start();
    TestLogs.send(attempt, 1, "one", "two");
    loseLease();
    TestAttempt second = fleet.restart();
    TestLogs.send(second, 1, "three");

    TestHttp.Answer all = clients.administrator().get(path(second, "/download"));
    assertThat(all.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
    assertThat(all.header("Content-Disposition")).contains("attachment", ".log");
    assertThat(all.text())
        .isEqualTo(
            """
            === attempt 1
            2026-01-01T00:00:00Z INFO  one
            2026-01-01T00:00:00Z INFO  two
            === attempt 2
            2026-01-01T00:00:00Z INFO  three
            """);
    assertThat(clients.administrator().get(path(second, "/download?attempt=2")).text())
        .isEqualTo("2026-01-01T00:00:00Z INFO  three\n");
  }

  @Test
  void aJobWithoutAttemptsHasAnEmptyLog() {
    UUID job = fleet.submit();
    TestHttp admin = clients.administrator();

    JsonNode page = admin.get("/api/v1/jobs/%s/logs".formatted(job)).json();

    assertThat(page.get("attemptNumber").intValue()).isZero();
    assertThat(page.get("lines")).isEmpty();
    assertThat(admin.get("/api/v1/jobs/%s/logs?attempt=1".formatted(job)).status()).isEqualTo(404);
    assertThat(admin.get("/api/v1/jobs/%s/logs/live".formatted(job)).status()).isEqualTo(404);
  }

  @Test
  void whoIsNotOfTheTeamFindsNoLog() {
    TestAttempt attempt = fleet.start();
    TestLogs.send(attempt, 1, "secret");
    UUID team = clients.newTeam("others-" + UUID.randomUUID().toString().substring(0, 8));
    TestHttp stranger =
        clients.newMember(
            team, "stranger-" + UUID.randomUUID().toString().substring(0, 8), "MAINTAINER");

    for (String rest :
        List.of(
            "", "?attempt=1", "/search?q=secret", "/download", "/download?attempt=1", "/live")) {
      TestHttp.Answer answer = stranger.get(path(attempt, rest));
      assertThat(answer.status()).as(rest).isEqualTo(404);
      assertThat(answer.text()).as(rest).doesNotContain("secret");
      assertThat(clients.anonymous().get(path(attempt, rest)).status()).as(rest).isEqualTo(401);
    }
  }

  private static String path(TestAttempt attempt, String rest) {
    return "/api/v1/jobs/" + attempt.assignment().jobId() + "/logs" + rest;
  }

  private JsonNode get(TestAttempt attempt, String query) {
    TestHttp.Answer answer = clients.administrator().get(path(attempt, "?" + query));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  private void loseLease() {
    clock.advance(properties.leaseTtl());
    reaper.reap();
  }
}
