package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.endtoend.Cluster.Ailment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Many jobs on real processes while everything that can go wrong does, in an order drawn from a
/// seed: trainers, workers, a server and PostgreSQL are killed with SIGKILL, a worker is stopped
/// for longer than its lease, its network is cut and restored, a worker's disk is full, and a
/// worker's clock is wrong by an hour (where Debian's package libfaketime is installed). At the end
/// each job is finished exactly once, and nothing tells it from one that nobody disturbed.
///
/// Takes longer than a build should, so it runs only when it is asked for: `mvn verify
/// -Dit.test=ChaosIT -Dchaos.jobs=200 -Dchaos.seed=1`.
@EnabledIfSystemProperty(named = "chaos.jobs", matches = "\\d+")
class ChaosIT {

  private static final int JOBS = Integer.getInteger("chaos.jobs", 8);
  private static final long SEED = Long.getLong("chaos.seed", 1);
  private static final int VARIANTS = 3;
  private static final int OPTIMIZER_STEPS = 60;
  private static final List<String> WORKERS = List.of("one", "two");
  private static final String FULL = "full";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// What all jobs together have to train on between two blows.
  private static final long STEPS_BETWEEN = 100;

  private enum Blow {
    KILLED_TRAINER,
    KILLED_WORKER,
    STOPPED_WORKER,
    CUT_NETWORK,
    KILLED_SERVER,
    CRASHED_POSTGRES,
    FULL_DISK,
    WRONG_CLOCK
  }

  private record Undisturbed(SortedMap<String, String> weights, CurveView curve) {}

  @TempDir Path directory;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);

  @Test
  void everyJobIsFinishedOnceAndAsIfNothingHadHappened() throws Exception {
    Path data = directory.resolve("data");
    RunningPlatform.start(data).stop(); // makes the database, its catalogue and the tokens
    try (Cluster cluster = new Cluster(data)) {
      PlatformClient client = cluster.client();
      for (String worker : WORKERS) {
        cluster.startWorker(worker, Ailment.NONE);
      }
      List<Undisturbed> undisturbed = trainUndisturbed(client);
      List<UUID> jobs = new ArrayList<>();
      for (int number = 0; number < JOBS; number++) {
        jobs.add(client.submit(spec(number % VARIANTS)).id());
      }
      disturb(cluster, jobs);
      for (int number = 0; number < JOBS; number++) {
        assertAsUndisturbed(client, jobs.get(number), undisturbed.get(number % VARIANTS));
      }
      assertThat(cluster.count("SELECT count(*) FROM attempt_device WHERE NOT released"))
          .as("devices that are still held")
          .isZero();
      cluster.askWorkersToEnd();
      await("the last trainer's end").atMost(PATIENCE).until(() -> cluster.trainers().isEmpty());
    }
    System.out.printf("%d jobs with seed %d survived %s%n", JOBS, SEED, blows);
  }

  private static String spec(int variant) {
    return """
    apiVersion: accrue/v1
    name: chaos-%d
    model: { architecture: cnn, channels: [4, 8], hidden: [16], batchNorm: true, dropout: 0.1 }
    data: { dataset: mnist }
    training:
      batch: { effective: 96, micro: 40 }
      optimizerSteps: %d
      optimizer: { name: adamw }
      learningRate: 0.002
      seed: %d
    checkpoints: { everyOptimizerSteps: 10, keepLast: 2 }
    retries: { max: 100 }
    """
        .formatted(variant, OPTIMIZER_STEPS, 100 + variant);
  }

  /// On the same workers, since sums over another number of threads round differently.
  private static List<Undisturbed> trainUndisturbed(PlatformClient client) {
    List<Undisturbed> results = new ArrayList<>();
    for (int variant = 0; variant < VARIANTS; variant++) {
      UUID job = client.submit(spec(variant)).id();
      client.awaitSuccess(job);
      results.add(new Undisturbed(client.finalWeights(job), client.series(job, "train/loss")));
    }
    return results;
  }

  /// Deals blows until all jobs have ended, each kind once before any comes again.
  private void disturb(Cluster cluster, List<UUID> jobs) throws Exception {
    List<Blow> possible = possibleBlows();
    List<Blow> coming = new ArrayList<>();
    while (!allEnded(cluster, jobs)) {
      if (coming.isEmpty()) {
        coming.addAll(possible);
      }
      Blow blow = coming.remove(random.nextInt(coming.size()));
      deal(blow, cluster);
      blows.merge(blow, 1, Integer::sum);
      long before = steps(cluster);
      await("progress after " + blow)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> allEnded(cluster, jobs) || steps(cluster) >= before + STEPS_BETWEEN);
    }
  }

  private static List<Blow> possibleBlows() {
    List<Blow> all = new ArrayList<>(List.of(Blow.values()));
    if (!Cluster.wrongClocks()) {
      all.remove(Blow.WRONG_CLOCK);
      System.err.println("SKIPPED: workers with wrong clocks, because libfaketime is missing");
    }
    return all;
  }

  private static boolean allEnded(Cluster cluster, List<UUID> jobs) throws Exception {
    return cluster.count("SELECT count(*) FROM job WHERE finished_at IS NOT NULL")
        == jobs.size() + VARIANTS;
  }

  /// All optimizer steps that anybody has told of, also those that were lost and trained again.
  private static long steps(Cluster cluster) throws Exception {
    return cluster.count(
        """
        SELECT coalesce(sum(s.newest_optimizer_step - a.curve_from_step), 0)
        FROM series s JOIN attempt a ON a.id = s.attempt_id WHERE s.name = 'train/loss'
        """);
  }

  private void deal(Blow blow, Cluster cluster) throws Exception {
    String worker = WORKERS.get(random.nextInt(WORKERS.size()));
    switch (blow) {
      case KILLED_TRAINER -> cluster.trainer(worker).ifPresent(ProcessHandle::destroyForcibly);
      case KILLED_WORKER -> {
        cluster.killWorker(worker);
        cluster.startWorker(worker, Ailment.NONE);
      }
      case STOPPED_WORKER -> {
        cluster.signal(worker, "STOP");
        awaitGivenUp(cluster, worker);
        cluster.signal(worker, "CONT");
      }
      case CUT_NETWORK -> {
        cluster.gateOf(worker).cut();
        awaitGivenUp(cluster, worker);
        cluster.gateOf(worker).restore();
      }
      case KILLED_SERVER -> {
        int server = random.nextInt(cluster.serverCount());
        cluster.killServer(server);
        cluster.startServer(server);
      }
      case CRASHED_POSTGRES -> {
        cluster.crashPostgres();
        cluster.awaitServers();
      }
      case FULL_DISK -> {
        long before = failures(cluster, FULL);
        cluster.startWorker(FULL, Ailment.FULL_DISK);
        await("an attempt to fail on a full disk")
            .atMost(PATIENCE)
            .until(() -> failures(cluster, FULL) > before || queued(cluster) == 0);
        cluster.killWorker(FULL);
      }
      case WRONG_CLOCK -> {
        cluster.killWorker(worker);
        cluster.startWorker(
            worker,
            random.nextBoolean() ? Ailment.CLOCK_AN_HOUR_AHEAD : Ailment.CLOCK_AN_HOUR_BEHIND);
      }
    }
    if (!cluster.runs(worker)) {
      cluster.startWorker(worker, Ailment.NONE);
    }
  }

  /// Waits until the server takes nothing for running on a worker that is away.
  private static void awaitGivenUp(Cluster cluster, String worker) {
    await("the leases of worker %s to end".formatted(worker))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> cluster.count(on(worker) + " AND a.ended_at IS NULL") == 0);
  }

  private static long failures(Cluster cluster, String worker) throws Exception {
    return cluster.count(on(worker) + " AND a.cause = 'INTERNAL'");
  }

  private static long queued(Cluster cluster) throws Exception {
    return cluster.count("SELECT count(*) FROM job WHERE state = 'QUEUED'");
  }

  private static String on(String worker) {
    return "SELECT count(*) FROM attempt a JOIN worker w ON w.id = a.worker_id WHERE w.name = '%s'"
        .formatted(worker);
  }

  private static void assertAsUndisturbed(PlatformClient client, UUID id, Undisturbed expected) {
    JobView job = client.job(id);
    List<JobEventView> events = client.events(id);
    assertThat(job.state())
        .as("%s: %s", job.failureMessage(), events)
        .isEqualTo(JobState.SUCCEEDED);
    assertThat(events).filteredOn(event -> event.to() == JobState.SUCCEEDED).hasSize(1);
    CurveView curve = client.series(id, "train/loss");
    assertThat(curve.optimizerSteps())
        .isEqualTo(LongStream.rangeClosed(1, OPTIMIZER_STEPS).boxed().toList());
    assertThat(curve.values()).isEqualTo(expected.curve().values());
    assertThat(client.finalWeights(id)).isEqualTo(expected.weights());
  }
}
