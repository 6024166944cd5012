package dev.accrue.metric.bench;

import dev.accrue.bench.Arguments;
import dev.accrue.bench.BenchServer;
import java.net.URI;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What it costs to take points, with their roll-ups and idempotently, against `COPY` of the same
/// points into a table without an index in the same PostgreSQL; and what it costs to read a chart of
/// a short and a long curve, to compare a hundred jobs, and to keep the long curve. Everything goes
/// over HTTP.
///
///     --scratch DIRECTORY [--quick]
public final class CurveCosts {

  private static final int SERIES = 10;
  private static final int POINTS_OF_A_BATCH = 20_000;
  private static final int COMPARED_JOBS = 100;
  private static final int COMPARED_POINTS = 2_500;

  private final JdbcClient jdbc;
  private final PointClient client;
  private final BareCopy bare;
  private final boolean quick;
  private final Random random = new Random(1);

  private CurveCosts(JdbcClient jdbc, BareCopy bare, URI server, boolean quick) {
    this.jdbc = jdbc;
    this.client = new PointClient(server, jdbc);
    this.bare = bare;
    this.quick = quick;
  }

  /// Prints the figures last.
  public static void main(String[] words) throws Exception {
    BenchServer.measure(words, CurveCosts::measure);
  }

  /// Measures with a server that runs.
  public static void measure(BenchServer server, DataSource database, Arguments arguments)
      throws Exception {
    server.awaitIdle();
    try (Connection connection = database.getConnection()) {
      new CurveCosts(
              JdbcClient.create(database),
              new BareCopy(connection),
              server.url(),
              arguments.has("--quick"))
          .run();
    }
  }

  private void run() throws Exception {
    int batches = quick ? 6 : 25;
    List<Double> ratios = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round < (quick ? 4 : 9); round++) {
      double copied = bare.pointsPerSecond(batches, SERIES, POINTS_OF_A_BATCH / SERIES);
      double ingested = ingest(batches);
      say("round %d: %,.0f points/s, COPY %,.0f points/s", round, ingested, copied);
      if (round > 1) { // until the server's code is compiled
        ratios.add(ingested / copied);
        rates.add(ingested);
      }
    }
    double shortCurve = curveMillis(10_000);
    int points = quick ? 200_000 : 10_000_000;
    long kept = keptBytes();
    double longCurve = curveMillis(points);
    double bytesOfAPoint = (double) (keptBytes() - kept) / points;
    double compared = compareMillis();
    say("figure storage.ingest-over-copy %.3f ratio", median(ratios));
    say("figure storage.ingest-points-per-second %.0f points/s", median(rates));
    say("figure storage.curve-p95-ms.10k %.2f ms", shortCurve);
    say("figure storage.curve-p95-ms.%s %.2f ms", quick ? "200k" : "10m", longCurve);
    say("figure storage.compare-ms %.1f ms", compared);
    say("figure storage.mb-per-million-points %.1f MB", bytesOfAPoint);
  }

  /// Of curves that have been read, with their roll-ups, indexes and what is free in between.
  private long keptBytes() {
    return jdbc.sql("SELECT pg_total_relation_size('point_block')").query(Long.class).single();
  }

  private double ingest(int batches) throws Exception {
    PointClient.Attempt attempt = client.newAttempt();
    List<byte[]> bodies = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      bodies.add(MadePoints.json(batch, SERIES, POINTS_OF_A_BATCH / SERIES));
    }
    long start = System.nanoTime();
    for (byte[] body : bodies) {
      client.send(attempt, body);
    }
    return (double) batches * POINTS_OF_A_BATCH / ((System.nanoTime() - start) / 1e9);
  }

  /// The 95th percentile of reading the whole curve and random parts of it.
  private double curveMillis(int points) throws Exception {
    PointClient.Attempt attempt = client.newAttempt();
    for (int batch = 0; batch * POINTS_OF_A_BATCH < points; batch++) {
      client.send(attempt, MadePoints.json(batch, 1, Math.min(points, POINTS_OF_A_BATCH)));
    }
    String path = "/api/v1/jobs/%s/series?names=s0".formatted(attempt.jobId());
    List<Double> times = new ArrayList<>();
    int warmUps = quick ? 20 : 200;
    for (int i = 0; i < 2 * warmUps; i++) {
      long from = random.nextInt(points / 2);
      long to = from + 1 + random.nextInt(points / 2);
      double time = client.readMillis(i % 2 == 0 ? path : path + "&from=" + from + "&to=" + to);
      if (i >= warmUps) {
        times.add(time);
      }
    }
    say("%,d points: median %.2f ms", points, median(times));
    return percentile(times, 0.95);
  }

  private double compareMillis() throws Exception {
    List<UUID> jobs = new ArrayList<>();
    for (int i = 0; i < COMPARED_JOBS; i++) {
      PointClient.Attempt attempt = client.newAttempt();
      client.send(attempt, MadePoints.json(0, 1, COMPARED_POINTS));
      jobs.add(attempt.jobId());
    }
    String ids = String.join(",", jobs.stream().map(UUID::toString).toList());
    List<Double> times = new ArrayList<>();
    int warmUps = quick ? 6 : 30;
    for (int i = 0; i < 2 * warmUps; i++) {
      double time = client.readMillis("/api/v1/series?names=s0&jobs=" + ids);
      if (i >= warmUps) {
        times.add(time);
      }
    }
    say("%d jobs: median %.1f ms", COMPARED_JOBS, median(times));
    return percentile(times, 0.95);
  }

  private static double median(List<Double> values) {
    return percentile(values, 0.5);
  }

  private static double percentile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(it -> it).sorted().toArray();
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
