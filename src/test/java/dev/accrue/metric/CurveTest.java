package dev.accrue.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.worker.EndCause;
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
import dev.accrue.testing.TestStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Curves as they are read, however their points came.
@StillServer
class CurveTest {

  private static final long START_MILLIS = 1_700_000_000_000L;

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
  void aLongCurveIsReadInBucketsThatKeepEveryExtreme() {
    TestAttempt attempt = startLong();
    sendInBatches(attempt, 1, 100_000, 9_000);
    send(attempt, List.of(50_001L), List.of(-1e9));
    send(attempt, List.of(77_777L), List.of(1e9));
    send(attempt, List.of(30_000L, 30_001L), List.of(Double.NaN, Double.POSITIVE_INFINITY));

    JsonNode curve = read(attempt, "buckets=500");

    assertThat(curve.get("counts").size()).isBetween(400, 500);
    assertThat(sum(curve, "counts")).isEqualTo(100_000);
    assertThat(curve.get("points").longValue()).isEqualTo(100_000);
    assertThat(doubles(curve, "minimums")).contains(-1e9);
    assertThat(doubles(curve, "maximums")).contains(1e9);
    assertThat(sum(curve, "nanCounts")).isEqualTo(1);
    assertThat(sum(curve, "infinityCounts")).isEqualTo(1);
    assertThat(longs(curve, "firstOptimizerSteps").getFirst()).isEqualTo(1);
    assertThat(longs(curve, "optimizerSteps").getLast()).isEqualTo(100_000);
  }

  @Test
  void zoomingShowsExactlyThePointsOfThePart() {
    TestAttempt attempt = startLong();
    sendInBatches(attempt, 1, 60_000, 7_000);

    for (String part :
        List.of(
            "from=30001&to=30300",
            "x=SAMPLES_SEEN&from=300010&to=303000",
            "x=AT_MILLIS&from=%d&to=%d".formatted(START_MILLIS + 30_001, START_MILLIS + 30_300))) {
      JsonNode curve = read(attempt, "buckets=500&" + part);
      assertThat(longs(curve, "optimizerSteps"))
          .as(part)
          .containsExactlyElementsOf(LongStream.rangeClosed(30_001, 30_300).boxed().toList());
      assertThat(doubles(curve, "means")).as(part).isEqualTo(doubles(curve, "values"));
    }
    JsonNode wide = read(attempt, "buckets=300&from=777&to=54321");
    assertThat(sum(wide, "counts")).isEqualTo(54_321 - 777 + 1);
    assertThat(longs(wide, "firstOptimizerSteps").getFirst()).isEqualTo(777);
    assertThat(longs(wide, "optimizerSteps").getLast()).isEqualTo(54_321);
    assertThat(sum(read(attempt, "from=70000"), "counts")).isZero();
  }

  @Test
  void whateverTheBatchesWereTheCurveIsThatOfItsPoints() {
    for (int seed = 0; seed < 6; seed++) {
      fleet.clear();
      TestAttempt attempt = startLong();
      Random random = new Random(seed);
      NavigableMap<Long, Double> expected = new TreeMap<>();
      long next = 1;
      for (int batch = 0; batch < 100; batch++) {
        boolean replay = random.nextInt(15) == 0;
        long first = replay ? 1 + random.nextLong(next) : next;
        int points = 1 + random.nextInt(random.nextInt(10) == 0 ? 5_000 : 40);
        List<Long> steps =
            LongStream.range(first, first + points)
                .filter(step -> random.nextInt(4) > 0)
                .boxed()
                .toList();
        List<Double> values = steps.stream().map(step -> (double) random.nextInt(1_000)).toList();
        send(attempt, steps, values);
        for (int i = 0; i < steps.size(); i++) {
          expected.put(steps.get(i), values.get(i));
        }
        next = Math.max(next, first + points);
        if (batch % 33 == 32 || batch == 99) {
          matches(attempt, expected, random);
        }
      }
      assertThat(number("SELECT count(*) FROM point_batch")).isLessThan(64);
    }
  }

  private void matches(TestAttempt attempt, NavigableMap<Long, Double> expected, Random random) {
    long last = expected.isEmpty() ? 1 : expected.lastKey();
    long from = random.nextLong(last + 1);
    long to = from + random.nextLong(last + 1);
    NavigableMap<Long, Double> part = expected.subMap(Math.max(1, from), true, to, true);
    JsonNode exact = read(attempt, "buckets=10000&from=%d&to=%d".formatted(from, to));
    if (part.size() <= 10_000) {
      assertThat(longs(exact, "optimizerSteps")).containsExactlyElementsOf(part.keySet());
      assertThat(doubles(exact, "values")).containsExactlyElementsOf(part.values());
    }
    JsonNode rolled = read(attempt, "buckets=50&from=%d&to=%d".formatted(from, to));
    assertThat(sum(rolled, "counts")).isEqualTo(part.size());
    if (!part.isEmpty()) {
      assertThat(Collections.min(doubles(rolled, "minimums")))
          .isEqualTo(Collections.min(part.values()));
      assertThat(Collections.max(doubles(rolled, "maximums")))
          .isEqualTo(Collections.max(part.values()));
    }
    double total = 0;
    for (int i = 0; i < rolled.get("counts").size(); i++) {
      total += rolled.get("means").get(i).doubleValue() * rolled.get("counts").get(i).intValue();
    }
    assertThat(total).isCloseTo(part.values().stream().mapToDouble(it -> it).sum(), within(1e-3));
  }

  @Test
  void aLongCurveOfSeveralAttemptsCountsEachStepOnce() {
    TestAttempt first = startLong();
    sendInBatches(first, 1, 5_000, 5_000);
    TestCheckpoints.at(4_321, first).save(first);
    loseLease();
    TestAttempt second = fleet.restart();
    sendInBatches(second, 4_322, 9_000, 3_000);

    for (int buckets : new int[] {10, 100, 10_000}) {
      JsonNode curve = read(second, "buckets=" + buckets);
      assertThat(sum(curve, "counts")).isEqualTo(9_000);
      assertThat(longs(curve, "optimizerSteps")).isSorted().doesNotHaveDuplicates();
      assertThat(curve.get("counts").size()).isLessThanOrEqualTo(buckets);
    }
  }

  @Test
  void comparesJobsInOneCall() {
    TestAttempt first = startLong();
    sendInBatches(first, 1, 2_500, 2_500);
    TestAttempt second = fleet.start();
    second.sendLosses(1, 3, 1);
    UUID idle = fleet.submit();
    String jobs =
        "%s,%s,%s".formatted(second.assignment().jobId(), first.assignment().jobId(), idle);

    TestHttp.Answer answer = compare("jobs=" + jobs + "&names=train/loss");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json()).hasSize(2);
    assertThat(answer.json().get(0).get("jobId").stringValue())
        .isEqualTo(second.assignment().jobId().toString());
    assertThat(answer.json().get(1).get("points").longValue()).isEqualTo(2_500);
    assertThat(answer.json().get(1).get("counts").size()).isBetween(100, 200);
  }

  @Test
  void comparisonsAreBoundAndShowNobodysJobs() {
    TestAttempt attempt = fleet.start();
    UUID job = attempt.assignment().jobId();
    UUID outsider = clients.newUser("stranger" + System.nanoTime());

    for (String query :
        List.of("jobs=" + job, "jobs=" + job + "&names=", "names=a", "jobs=x&names=a")) {
      assertThat(compare(query).status()).as(query).isIn(400, 422);
    }
    assertThat(compare("names=a,b,c,d,e,f,g,h,i,j,k&buckets=10000&jobs=" + job).text())
        .contains("ask for fewer buckets");
    String tooMany = String.join(",", Collections.nCopies(101, job.toString()));
    assertThat(compare("names=a&jobs=" + tooMany).status()).isEqualTo(422);
    String own = "/api/v1/series?names=train/loss&jobs=" + job;
    assertThat(clients.withTokenOf(outsider).get(own).status()).isEqualTo(404);
    assertThat(clients.anonymous().get(own).status()).isEqualTo(401);
    assertThat(compare("names=a&jobs=%s,%s".formatted(job, UUID.randomUUID())).status())
        .isEqualTo(404);
  }

  @Test
  void aSeriesHasTenMillionPointsAtMost() {
    TestAttempt attempt = startLong();
    sendInBatches(attempt, 1, 5_000, 5_000);
    jdbc.sql("UPDATE series SET points = 9999990").update();

    assertThat(send(attempt, List.of(5_001L, 5_002L), List.of(1.0, 1.0)).status()).isEqualTo(204);
    List<Long> ten = LongStream.rangeClosed(5_003, 5_012).boxed().toList();
    TestHttp.Answer refused = send(attempt, ten, Collections.nCopies(10, 1.0));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).contains("train/loss", "10000000", "10000002");
    assertThat(send(attempt, ten.subList(0, 8), Collections.nCopies(8, 1.0)).status())
        .isEqualTo(204);
  }

  @Test
  void aLiveReaderWhoWasAwayForLongMissesNothing() throws Exception {
    TestAttempt attempt = startLong();
    for (int step = 1; step <= 200; step++) {
      send(attempt, List.of((long) step), List.of(1.0));
    }
    sendInBatches(attempt, 201, 30_000, 15_000);
    send(attempt, List.of(30_001L), List.of(1.0));
    UUID job = attempt.assignment().jobId();
    attempt.end(EndCause.SUCCEEDED);

    try (TestStream stream =
        TestStream.open(
            clients
                .administrator()
                .with("Last-Event-ID", "0-0-0")
                .with("Accept", "text/event-stream")
                .request("/api/v1/jobs/" + job + "/live"))) {
      List<Long> steps = new ArrayList<>();
      List<String> ids = new ArrayList<>();
      for (TestStream.Event event : stream.rest()) {
        if (event.type().equals("points")) {
          steps.addAll(longs(event.data().get(0), "optimizerSteps"));
          ids.add(event.id());
        }
      }
      List<Long> all = LongStream.rangeClosed(1, 30_001).boxed().toList();
      assertThat(steps).containsExactlyElementsOf(all);
      assertThat(ids).hasSizeGreaterThan(2);
      assertThat(LiveCursor.decode(ids.getFirst()).orElseThrow().catchUp()).isNotNull();
      assertThat(LiveCursor.decode(ids.getLast()).orElseThrow().catchUp()).isNull();
    }
  }

  private TestAttempt startLong() {
    fleet.submit(spec -> spec.replace("\"optimizerSteps\": 1000", "\"optimizerSteps\": 1000000"));
    return fleet.restart();
  }

  private void loseLease() {
    clock.advance(properties.leaseTtl());
    reaper.reap();
  }

  private static void sendInBatches(TestAttempt attempt, long from, long to, int points) {
    for (long first = from; first <= to; first += points) {
      List<Long> steps =
          LongStream.rangeClosed(first, Math.min(to, first + points - 1)).boxed().toList();
      send(attempt, steps, steps.stream().map(step -> Math.sin((double) step)).toList());
    }
  }

  private static TestHttp.Answer send(TestAttempt attempt, List<Long> steps, List<Double> values) {
    TestHttp.Answer answer =
        attempt.post(
            "/points",
            new PointBatch(
                steps.isEmpty() ? 0 : steps.getLast(),
                List.of(
                    new SeriesPoints(
                        "train/loss",
                        steps,
                        values,
                        steps.stream().map(step -> step * 10).toList(),
                        steps.stream().map(step -> START_MILLIS + step).toList()))));
    assertThat(answer.status()).as(answer.toString()).isIn(204, 422);
    return answer;
  }

  private JsonNode read(TestAttempt attempt, String query) {
    TestHttp.Answer answer =
        clients
            .administrator()
            .get(
                "/api/v1/jobs/%s/series?names=train/loss&%s"
                    .formatted(attempt.assignment().jobId(), query));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json().get(0);
  }

  private TestHttp.Answer compare(String query) {
    return clients.administrator().get("/api/v1/series?" + query);
  }

  private static long sum(JsonNode curve, String column) {
    return longs(curve, column).stream().mapToLong(it -> it).sum();
  }

  private static List<Long> longs(JsonNode curve, String column) {
    return StreamSupport.stream(curve.get(column).spliterator(), false)
        .map(JsonNode::longValue)
        .toList();
  }

  private static List<Double> doubles(JsonNode curve, String column) {
    return StreamSupport.stream(curve.get(column).spliterator(), false)
        .filter(JsonNode::isNumber)
        .map(JsonNode::doubleValue)
        .toList();
  }

  private long number(String sql) {
    return jdbc.sql(sql).query((row, number) -> row.getLong(1)).single();
  }
}
