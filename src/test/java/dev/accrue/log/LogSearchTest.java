package dev.accrue.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.log.LogLevel;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@StillServer
class LogSearchTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private LogTables tables;

  private TestAttempt attempt;

  @BeforeEach
  void start() {
    fleet.clear();
    attempt = fleet.start();
  }

  @Test
  void findsATextWithTheLinesBesideIt() {
    TestLogs.sendMany(
        attempt,
        1,
        1_500,
        it ->
            TestLogs.line(
                it == 700 ? LogLevel.ERROR : LogLevel.INFO,
                it % 700 == 0 ? "Loss is [NaN] (step %d)".formatted(it) : "step " + it));

    JsonNode found = search("[nan]", "context=2");

    assertThat(numbers(found))
        .containsExactly(698L, 699L, 700L, 701L, 702L, 1398L, 1399L, 1400L, 1401L, 1402L);
    assertThat(matches(found)).containsExactly(700L, 1400L);
    assertThat(found.get("lines").get(2).get("marks").toString()).isEqualTo("[8,13]");
    assertThat(found.get("matches").intValue()).isEqualTo(2);
    assertThat(found.get("next").isNull()).isTrue();
    assertThat(matches(search("[nan]", "caseSensitive=true"))).isEmpty();
    assertThat(matches(search("nan", "level=ERROR"))).containsExactly(700L);
  }

  @Test
  void findsWhatARegularExpressionMatches() {
    TestLogs.send(attempt, 1, "loss 0.5", "loss nan", "lossy", "the loss 12.25 and loss 3.5");

    JsonNode found = search("loss (\\d+)\\.\\d", "regex=true&context=0");

    assertThat(matches(found)).containsExactly(1L, 4L);
    assertThat(found.get("lines").get(1).get("marks").toString()).isEqualTo("[4,13,19,27]");
    assertThat(matches(search("x*", "regex=true"))).as("of length 0").hasSize(4);
  }

  @Test
  void showsEachMatchOnceFromOneSearchToTheNext() {
    TestLogs.sendMany(
        attempt, 1, 2_000, it -> TestLogs.line(LogLevel.INFO, it % 3 == 0 ? "hit" : "miss"));
    List<Long> seen = new ArrayList<>();
    long from = 1;
    int rounds = 0;
    while (from > 0 && rounds < 100) {
      JsonNode found = search("hit", "limit=70&context=5&from=" + from);
      seen.addAll(matches(found));
      from = found.get("next").isNull() ? 0 : found.get("next").longValue();
      rounds++;
    }

    assertThat(seen)
        .isEqualTo(LongStream.rangeClosed(1, 2_000).filter(it -> it % 3 == 0).boxed().toList());
    assertThat(rounds).isEqualTo(10);
  }

  @Test
  void anAnswerHasALimitHoweverManyLinesStandBesideMatches() {
    TestLogs.sendMany(
        attempt, 1, 6_000, it -> TestLogs.line(LogLevel.INFO, it % 15 == 0 ? "hit" : "miss"));

    JsonNode found = search("hit", "limit=500&context=20");

    assertThat(found.get("lines")).hasSize(2_000);
    long next = found.get("next").longValue();
    assertThat(matches(search("hit", "limit=500&context=0&from=" + next)).getFirst())
        .isEqualTo(matches(found).getLast() + 15);
  }

  @Test
  void aSearchWhoseTimeIsOverSaysFromWhereToGoOn() {
    TestLogs.send(attempt, 1, "a", "a");
    LogTables.AttemptLog log = tables.find(attempt.assignment().jobId(), 1, 1).getFirst();
    LinePattern pattern = LinePattern.compile("a", false, true);

    var result =
        new LogSearch(pattern, 0, 10, Duration.ofSeconds(-1)).run(tables, log, 1, LogLevel.DEBUG);

    assertThat(result.lines()).isEmpty();
    assertThat(result.next()).isEqualTo(1);
  }

  /// With a matcher that backtracks each of these takes longer than the sun shines.
  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(a|a?)+b", "(.*a){25}b", "(?:a?){30}a{30}b"})
  void aMaliciousExpressionTakesNoLongerThanOthers(String regex) {
    TestLogs.sendMany(attempt, 1, 100, it -> TestLogs.line(LogLevel.INFO, "a".repeat(4_000) + "!"));

    JsonNode found = search(regex, "regex=true");

    assertThat(found.get("matches").intValue()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "(?=a)", "(a)\\1", "(((a{100}){100}){100}){100}", "(a{1000}){1000}", "[a-"})
  void refusesWhatCannotBeSearchedWithReasonAndFix(String regex) {
    TestHttp.Answer answer = ask(regex, "regex=true");

    assertThat(answer.status()).isEqualTo(422);
    JsonNode violation = answer.json().get("violations").get(0);
    assertThat(violation.get("field").stringValue()).isEqualTo("q");
    assertThat(violation.get("fix").stringValue()).isNotEmpty();
  }

  @Test
  void theTextOfAQueryHasALimit() {
    assertThat(ask("x".repeat(201), "").status()).isEqualTo(422);
    assertThat(ask("", "").status()).isEqualTo(422);
    assertThat(ask("x", "limit=501").status()).isEqualTo(422);
    assertThat(ask("x", "context=21").status()).isEqualTo(422);
  }

  private TestHttp.Answer ask(String q, String more) {
    return clients
        .administrator()
        .get(
            "/api/v1/jobs/%s/logs/search?q=%s&%s"
                .formatted(
                    attempt.assignment().jobId(),
                    URLEncoder.encode(q, StandardCharsets.UTF_8),
                    more));
  }

  private JsonNode search(String q, String more) {
    TestHttp.Answer answer = ask(q, more);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  private static List<Long> numbers(JsonNode found) {
    return TestLogs.stream(found.get("lines"))
        .map(it -> it.get("line").get("number").longValue())
        .toList();
  }

  private static List<Long> matches(JsonNode found) {
    return TestLogs.stream(found.get("lines"))
        .filter(it -> it.get("match").booleanValue())
        .map(it -> it.get("line").get("number").longValue())
        .toList();
  }
}
