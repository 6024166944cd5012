package dev.accrue.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.fleet.FleetProperties;
import dev.accrue.fleet.LeaseReaper;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestCheckpoints;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class PointTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private LeaseReaper reaper;
  @Autowired private SettableClock clock;
  @Autowired private FleetProperties properties;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void aReplayedBatchOverwritesAndNeverDoubles() {
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 5, 1);
    attempt.sendLosses(1, 5, 1);
    attempt.sendLosses(4, 8, 2);

    JsonNode loss = series(attempt, "names=train/loss").get(0);

    assertThat(longs(loss, "optimizerSteps")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(doubles(loss, "values")).containsExactly(1.0, 2.0, 3.0, 8.0, 10.0, 12.0, 14.0, 16.0);
    assertThat(longs(loss, "samplesSeen").getLast()).isEqualTo(80);
    assertThat(longs(loss, "atMillis").getLast()).isEqualTo(1_700_000_000_008L);
    assertThat(number("SELECT optimizer_step FROM job")).isEqualTo(8);
  }

  @Test
  void aResumedJobsCurveHasEachStepOnce() {
    TestAttempt first = fleet.start();
    first.sendLosses(1, 17, 1);
    TestCheckpoints.at(10, first).save(first);
    loseLease();
    TestAttempt second = fleet.restart();
    second.sendLosses(11, 14, 2);
    // Lost before it could save anything: the third begins where the second did.
    loseLease();
    TestAttempt third = fleet.restart();
    third.sendLosses(11, 20, 3);

    JsonNode loss = series(third, "").get(0);

    assertThat(longs(loss, "optimizerSteps"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    assertThat(doubles(loss, "values"))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 20)
                .mapToObj(step -> step <= 10 ? (double) step : step * 3.0)
                .toList());
  }

  @Test
  void keepsValuesThatAreNoNumbers() {
    TestAttempt attempt = fleet.start();
    List<Double> values = List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(attempt.post("/points", batch(3, points("train/loss", values))).status())
        .isEqualTo(204);

    JsonNode shown = series(attempt, "").get(0).get("values");

    assertThat(shown.toString()).isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\"]");
  }

  @Test
  void readsTheCurvesThatWereAskedFor() {
    TestAttempt attempt = fleet.start();
    attempt.post(
        "/points",
        batch(1, points("a", List.of(1.0)), points("b/c", List.of(2.0)), points("d", List.of())));

    assertThat(series(attempt, "")).hasSize(2);
    assertThat(series(attempt, "names=b/c,x")).hasSize(1);
    assertThat(get(attempt, "names=%00").status()).isEqualTo(422);
    for (String query :
        List.of("buckets=0", "buckets=10001", "from=-1", "from=2&to=1", "x=EPOCH")) {
      assertThat(get(attempt, query).status()).as(query).isIn(400, 422);
    }
  }

  @Test
  void refusesBatchesThatCannotBeAndKeepsNothing() {
    TestAttempt attempt = fleet.start();
    List<PointBatch> bad =
        List.of(
            batch(-1),
            batch(1001),
            batch(1, points("", List.of(1.0))),
            batch(1, points("Loss", List.of(1.0))),
            batch(1, points("a//b", List.of(1.0))),
            batch(1, points("a".repeat(101), List.of(1.0))),
            batch(1, points("a", List.of(1.0)), points("a", List.of(1.0))),
            batch(1, new SeriesPoints("a", List.of(1L), List.of(), List.of(), List.of())),
            batch(1, at(List.of(2L, 2L), 0, 0)),
            batch(1, at(List.of(2L, 1L), 0, 0)),
            batch(1, at(List.of(-1L), 0, 0)),
            batch(1, at(List.of(1001L), 0, 0)),
            batch(1, at(List.of(1L), -1, 0)),
            batch(1, at(List.of(1L), 0, -1)),
            batch(1, at(List.of(1L), 0, Long.MAX_VALUE)));
    for (PointBatch batch : bad) {
      TestHttp.Answer answer = attempt.post("/points", batch);
      assertThat(answer.status()).as(batch + ": " + answer).isEqualTo(422);
    }
    for (String body : List.of("{}", "{\"optimizerStep\":1,\"series\":[null]}", "[]", "x")) {
      assertThat(attempt.http().post(attempt.path("/points"), body).status()).isBetween(400, 422);
    }
    assertThat(number("SELECT count(*) FROM series")).isZero();
    assertThat(number("SELECT optimizer_step FROM job")).isZero();
  }

  @Test
  void aJobHasAThousandSeriesAtMost() {
    TestAttempt attempt = fleet.start();
    assertThat(attempt.post("/points", batch(1, manySeries(0, 1000))).status()).isEqualTo(204);

    TestHttp.Answer oneMore = attempt.post("/points", batch(1, manySeries(1000, 1)));

    assertThat(oneMore.status()).isEqualTo(422);
    assertThat(oneMore.text()).contains("1000 series");
    assertThat(attempt.post("/points", batch(2, manySeries(999, 1))).status()).isEqualTo(204);
    assertThat(number("SELECT count(*) FROM series")).isEqualTo(1000);
  }

  @Test
  void aBatchHasTwentyThousandPointsAtMost() {
    TestAttempt attempt = fleet.start();
    List<SeriesPoints> series = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      series.add(points("s" + i, LongStream.range(0, 1000).mapToObj(it -> 0.5).toList()));
    }

    assertThat(attempt.post("/points", new PointBatch(1, series)).status()).isEqualTo(422);
    assertThat(attempt.post("/points", new PointBatch(1, series.subList(0, 20))).status())
        .isEqualTo(204);
    assertThat(number("SELECT sum(points) FROM series")).isEqualTo(20_000);
  }

  @Test
  void othersJobsHaveNoCurves() {
    TestAttempt attempt = fleet.start();
    UUID outsider = clients.newUser("outsider" + System.nanoTime());
    String path = "/api/v1/jobs/" + attempt.assignment().jobId();

    for (String rest : List.of("/series", "/live")) {
      assertThat(clients.withTokenOf(outsider).get(path + rest).status()).isEqualTo(404);
      assertThat(clients.anonymous().get(path + rest).status()).isEqualTo(401);
    }
  }

  private void loseLease() {
    clock.advance(properties.leaseTtl());
    reaper.reap();
  }

  private TestHttp.Answer get(TestAttempt attempt, String query) {
    return clients
        .administrator()
        .get("/api/v1/jobs/%s/series?%s".formatted(attempt.assignment().jobId(), query));
  }

  private JsonNode series(TestAttempt attempt, String query) {
    TestHttp.Answer answer = get(attempt, query);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  private static List<Long> longs(JsonNode series, String column) {
    return StreamSupport.stream(series.get(column).spliterator(), false)
        .map(JsonNode::longValue)
        .toList();
  }

  private static List<Double> doubles(JsonNode series, String column) {
    return StreamSupport.stream(series.get(column).spliterator(), false)
        .map(JsonNode::doubleValue)
        .toList();
  }

  private static PointBatch batch(long step, SeriesPoints... series) {
    return new PointBatch(step, List.of(series));
  }

  private static SeriesPoints points(String name, List<Double> values) {
    List<Long> steps = LongStream.rangeClosed(1, values.size()).boxed().toList();
    return new SeriesPoints(name, steps, values, steps, steps);
  }

  private static SeriesPoints at(List<Long> steps, long samplesSeen, long atMillis) {
    return new SeriesPoints(
        "a",
        steps,
        Collections.nCopies(steps.size(), 1.0),
        Collections.nCopies(steps.size(), samplesSeen),
        Collections.nCopies(steps.size(), atMillis));
  }

  private static SeriesPoints[] manySeries(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> points("s/" + i, List.of(1.0)))
        .toArray(SeriesPoints[]::new);
  }

  private long number(String sql) {
    return jdbc.sql(sql).query((row, number) -> row.getLong(1)).single();
  }
}
