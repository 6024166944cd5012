package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.job.CurveView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Trainers save and tell points all the time while trainers, servers and PostgreSQL are killed
/// with SIGKILL, each time in the middle of a request that is drawn from a seed. After each blow
/// every visible checkpoint is whole and everything that a server had acknowledged is there; in the
/// end one sweep leaves no chunk that nothing names.
///
/// A few blows by default; `mvn verify -Dit.test=PowerLossIT -Dpowerloss.points=300` for many.
class PowerLossIT {

  private static final int POINTS = Integer.getInteger("powerloss.points", 6);
  private static final long SEED = Long.getLong("powerloss.seed", 1);
  private static final int OPTIMIZER_STEPS = 120;
  private static final List<String> WORKERS = List.of("one", "two");
  private static final int WRITES_BETWEEN = 12;
  private static final Duration LOOK_AT_JOBS = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ACCRUE_BLOB_SWEEP_INTERVAL", "1s",
          "ACCRUE_BLOB_GRACE", "1m",
          "ACCRUE_JOB_RETRY_PAUSE", "50ms",
          "ACCRUE_JOB_RETRY_PAUSE_LIMIT", "200ms",
          "ACCRUE_JOB_MAX_LOSSES_IN_A_ROW", "1000");

  private static final String SPEC =
      """
      apiVersion: accrue/v1
      name: power-loss
      model: { architecture: mlp, hidden: [64] }
      data: { dataset: mnist }
      training:
        batch: { effective: 64, micro: 64 }
        optimizerSteps: %d
        optimizer: { name: adamw }
        learningRate: 0.001
        seed: 3
        freeze: [ "layers.1.*" ]
      checkpoints: { everyOptimizerSteps: 3, keepLast: 2 }
      retries: { max: 100 }
      """
          .formatted(OPTIMIZER_STEPS);

  private static final String NOT_WHOLE =
      """
      SELECT count(*) FROM checkpoint c
      WHERE jsonb_array_length(c.manifest -> 'tensors') <> (
          SELECT count(*) FROM checkpoint_tensor t WHERE t.checkpoint_id = c.id)
        OR EXISTS (
          SELECT FROM checkpoint_tensor t JOIN blob b ON b.sha256 = t.sha256
          WHERE t.checkpoint_id = c.id AND b.sha256 <> (
            SELECT sha256(coalesce(string_agg(k.bytes, '' ORDER BY k.ordinal), ''))
            FROM blob_chunk k WHERE k.sha256 = b.sha256))
      """;

  private static final String UNNAMED =
      """
      SELECT count(*) FROM blob b
      WHERE NOT EXISTS (SELECT FROM checkpoint_tensor r WHERE r.sha256 = b.sha256)
        AND NOT EXISTS (SELECT FROM dataset_file r WHERE r.sha256 = b.sha256)
      """;

  private enum Blow {
    TRAINER,
    POSTGRES,
    SERVER
  }

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);
  private final List<UUID> jobs = new ArrayList<>();

  @Test
  void nothingThatWasAcknowledgedIsLost() throws Exception {
    Path data = directory.resolve("data");
    RunningPlatform.start(data).stop(); // makes the database, its catalogue and the tokens
    try (Cluster cluster = new Cluster(data, SETTINGS);
        Acknowledgements kept = new Acknowledgements(cluster.url())) {
      for (String worker : WORKERS) {
        cluster.startWorker(worker, kept.url());
      }
      for (int point = 0; point < POINTS; point++) {
        keepBusy(cluster);
        awaitWrites(cluster, kept, kept.writes() + 1 + random.nextInt(2 * WRITES_BETWEEN));
        strike(cluster, next(cluster));
        assertNothingIsLost(cluster, kept);
      }
      finish(cluster, kept);
    }
    System.out.printf("%d jobs with seed %d survived %s%n", jobs.size(), SEED, blows);
  }

  /// A job for each worker.
  private void keepBusy(Cluster cluster) throws Exception {
    PlatformClient client = cluster.client();
    while (cluster.count("SELECT count(*) FROM job WHERE finished_at IS NULL") < WORKERS.size()) {
      await("a server that takes a job")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> jobs.add(client.submit(SPEC).id()));
    }
  }

  /// Jobs that were about to end may do so meanwhile, and nobody would write any more.
  private void awaitWrites(Cluster cluster, Acknowledgements kept, long writes) {
    long[] lookedAt = {System.nanoTime()};
    await("requests in which something is written")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          for (int server = 0; server < cluster.serverCount(); server++) {
            cluster.startServer(server);
          }
          if (System.nanoTime() - lookedAt[0] > LOOK_AT_JOBS.toNanos()) {
            keepBusy(cluster);
            lookedAt[0] = System.nanoTime();
          }
          return kept.writes() >= writes;
        });
  }

  /// The kind that was dealt least. A server that is starting is left alone, and its database too:
  /// it would have to begin anew and again.
  private Blow next(Cluster cluster) throws Exception {
    if (!cluster.allServersAnswer()) {
      return Blow.TRAINER;
    }
    return blows.getOrDefault(Blow.SERVER, 0) < blows.getOrDefault(Blow.POSTGRES, 0)
        ? Blow.SERVER
        : Blow.POSTGRES;
  }

  private void strike(Cluster cluster, Blow blow) throws Exception {
    switch (blow) {
      case TRAINER -> {
        // Both jobs may just have ended, and the next ones not begun.
        int first = random.nextInt(WORKERS.size());
        await("a trainer")
            .atMost(PATIENCE)
            .until(() -> {
              keepBusy(cluster);
              return IntStream.range(0, WORKERS.size())
                  .anyMatch(
                      next -> cluster.killTrainers(WORKERS.get((first + next) % WORKERS.size())));
            });
      }
      case POSTGRES -> cluster.crashPostgres();
      case SERVER -> cluster.killServer(random.nextInt(cluster.serverCount()));
    }
    blows.merge(blow, 1, Integer::sum);
  }

  private void assertNothingIsLost(Cluster cluster, Acknowledgements kept) throws Exception {
    Map<UUID, Long> checkpoints = new HashMap<>(kept.checkpoints());
    Map<UUID, Long> points = new HashMap<>();
    kept.losses()
        .forEach((attempt, losses) -> points.put(attempt, Collections.max(losses.keySet())));
    assertThat(cluster.count(NOT_WHOLE)).as("checkpoints that are not whole").isZero();
    for (var told : points.entrySet()) {
      assertThat(
              cluster.count(
                  "SELECT max(newest_optimizer_step) FROM series WHERE name = 'train/loss' AND attempt_id = '%s'"
                      .formatted(told.getKey())))
          .as("the newest point of attempt " + told.getKey())
          .isGreaterThanOrEqualTo(told.getValue());
    }
    for (var saved : checkpoints.entrySet()) {
      assertThat(
              cluster.count(
                  """
                  SELECT max(c.optimizer_step) FROM checkpoint c JOIN attempt a ON a.job_id = c.job_id
                  WHERE a.id = '%s'
                  """
                      .formatted(saved.getKey())))
          .as("the newest checkpoint of the job of attempt " + saved.getKey())
          .isGreaterThanOrEqualTo(saved.getValue());
    }
  }

  /// Lets all jobs end. Each has one point for every optimizer step, of a value that was
  /// acknowledged: equal seeds train equally.
  private void finish(Cluster cluster, Acknowledgements kept) throws Exception {
    PlatformClient client = cluster.client();
    for (UUID job : jobs) {
      client.awaitSuccess(job);
    }
    cluster.askWorkersToEnd();
    assertNothingIsLost(cluster, kept);
    CurveView first = client.series(jobs.getFirst(), "train/loss");
    for (UUID job : jobs) {
      CurveView curve = client.series(job, "train/loss");
      assertThat(curve.optimizerSteps())
          .isEqualTo(LongStream.rangeClosed(1, OPTIMIZER_STEPS).boxed().toList());
      assertThat(curve.values()).isEqualTo(first.values());
    }
    for (Map<Long, Double> losses : kept.losses().values()) {
      losses.forEach(
          (step, loss) -> assertThat(loss).isEqualTo(first.values().get((int) (step - 1))));
    }
    cluster.database().change("UPDATE blob SET touched_at = touched_at - interval '1 hour'");
    await("the next sweep").atMost(Duration.ofSeconds(10)).until(() -> cluster.count(UNNAMED) == 0);
  }
}
