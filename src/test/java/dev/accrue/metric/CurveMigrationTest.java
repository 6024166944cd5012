package dev.accrue.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.testing.TestDatabase;
import dev.accrue.testing.TestRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Points that were kept one row each become the very blocks that they would have become had they
/// been sent today.
class CurveMigrationTest {

  private static final long SECOND_MILLIS = 1_000;

  @Test
  void keepsEveryPoint() {
    try (TestDatabase database = TestDatabase.at("14")) {
      JdbcClient jdbc = database.jdbc();
      long series = series(jdbc);
      List<Point> points = points();
      for (Point point : points) {
        jdbc.sql(
                """
                INSERT INTO point VALUES
                  (?, ?, ?, ?, timestamptz 'epoch' + ? * interval '1 millisecond', ?)
                """)
            .params(
                series,
                point.optimizerStep(),
                point.value(),
                point.samplesSeen(),
                point.atMillis(),
                point.sequence())
            .update();
      }

      database.migrate();

      FreshPoints fresh = new FreshPoints();
      points.forEach(point -> fresh.add(series, point));
      Fold fold = new Fold(fresh);
      fold.lay(List.of());
      BlockStore store = new BlockStore(jdbc);
      List<Block> found = store.find(fold.touched());
      assertThat(found).hasSameSizeAs(fold.changed());
      for (Block expected : fold.changed()) {
        Block block =
            found.stream().filter(it -> it.key().equals(expected.key())).findFirst().orElseThrow();
        assertThat(block.bytes()).as(expected.key().toString()).isEqualTo(expected.bytes());
        assertThat(block.sequence()).isEqualTo(expected.sequence());
      }
      assertThat(jdbc.sql("SELECT points, newest_optimizer_step FROM series").query().singleRow())
          .containsEntry("points", (long) points.size())
          .containsEntry("newest_optimizer_step", points.getLast().optimizerStep());
      assertThat(jdbc.sql("SELECT folded_sequence FROM attempt").query(Long.class).single())
          .isEqualTo(9);
    }
  }

  private static long series(JdbcClient jdbc) {
    TestRows rows = new TestRows(jdbc);
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    UUID job = rows.job(rows.team(), rows.user(), "{}", 0, at);
    UUID worker = rows.worker(at);
    return jdbc.sql(
            """
            WITH a AS (
              INSERT INTO attempt (id, job_id, number, worker_id, incarnation, fencing_token,
                lease_expires_at, curve_from_step, ingest_sequence, assigned_at)
              VALUES (gen_random_uuid(), ?, 1, ?, gen_random_uuid(), 1, now(), 0, 9, now())
              RETURNING id)
            INSERT INTO series (attempt_id, name) SELECT id, 'train/loss' FROM a RETURNING id
            """)
        .params(job, worker)
        .query(Long.class)
        .single();
  }

  /// Dense ones, then sparse ones, with what is no number among them.
  private static List<Point> points() {
    Random random = new Random(5);
    List<Point> points = new ArrayList<>();
    LongStream.concat(
            LongStream.rangeClosed(1, 1_500), LongStream.rangeClosed(1, 200).map(it -> it * 9_001))
        .sorted()
        .distinct()
        .forEach(step -> {
          double value =
              switch (random.nextInt(50)) {
                case 0 -> Double.NaN;
                case 1 -> Double.POSITIVE_INFINITY;
                case 2 -> Double.NEGATIVE_INFINITY;
                default -> random.nextGaussian();
              };
          long at = 1_700_000_000_123L + step * SECOND_MILLIS;
          points.add(new Point(step, value, step * 64, at, 1 + step % 9));
        });
    return points;
  }
}
