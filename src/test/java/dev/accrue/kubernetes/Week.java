package dev.accrue.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.fleet.LeaseReaper;
import dev.accrue.fleet.Machines;
import dev.accrue.job.JobLifecycle;
import dev.accrue.signal.Signals;
import dev.accrue.team.TokenIssuer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;

/// A week of a cluster in which something goes wrong every hour, drawn from a seed. Leases and
/// heartbeats are longer than usual, so that a step of twenty minutes is a short time.
abstract class Week extends ClusterTest {

  private static final Logger log = LoggerFactory.getLogger(Week.class);

  private static final Duration LEASE = Duration.ofHours(1);
  static final Duration STEP = Duration.ofMinutes(20);
  private static final int STEPS = (int) Duration.ofDays(7).dividedBy(STEP);
  private static final int JOBS = 40;
  private static final int MOST_STEPS_MORE = 500;
  private static final long SEED = Long.getLong("week.seed", 20261127);

  @Autowired private LeaseReaper reaper;
  @Autowired private KubernetesProperties properties;
  @Autowired private Capacity capacity;
  @Autowired private PlacementTables tables;
  @Autowired private Machines machines;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private TokenIssuer tokens;
  @Autowired private Signals signals;
  @Autowired private PlatformTransactionManager transactions;

  private final Random random = new Random(SEED);
  private final Map<String, Integer> blows = new TreeMap<>();
  private final List<Lost> lost = new ArrayList<>();
  private Reconciler server;
  private PlayedNodes nodes;
  private int outage;

  /// A worker that nobody hears of since then.
  private record Lost(PlayedWorker worker, Instant since) {}

  /// What Kueue does, where there is Kueue.
  abstract void admit(RandomGenerator random);

  @BeforeEach
  void startServer() {
    server = reconciler;
    nodes = new PlayedNodes(cluster, pods, clock, random);
  }

  @Test
  void eachJobOfAWeekFullOfTroubleIsFinishedOnce() {
    Instant begin = clock.instant();
    List<UUID> jobs = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      if (step % (STEPS / JOBS) == 0 && jobs.size() < JOBS) {
        jobs.add(fleet.submit(1 + random.nextInt(2)));
      }
      if (random.nextBoolean()) {
        strike();
      }
      pass();
      if (clock.instant().getEpochSecond() % Duration.ofDays(1).toSeconds() == 0) {
        log.info("A day passed: {}", blows);
      }
    }
    assertThat(Duration.between(begin, clock.instant())).isEqualTo(Duration.ofDays(7));
    for (int more = 0; more < MOST_STEPS_MORE && !finished(jobs); more++) {
      pass();
    }
    log.info("A week from seed {}: {}", SEED, blows);
    assertThat(blows).as("kinds of trouble").hasSize(Blow.values().length);
    jobs.forEach(this::assertFinishedOnce);
    assertNothingLeft();
    assertThat(jdbc.sql("SELECT count(*) FROM kubernetes_slot").query(Integer.class).single())
        .as("numbers are used again")
        .isLessThan(JOBS);
  }

  private void assertFinishedOnce(UUID job) {
    assertThat(state(job)).isEqualTo("SUCCEEDED");
    List<String> causes = causes(job);
    assertThat(causes).as("job %s", job).endsWith("SUCCEEDED");
    assertThat(causes.subList(0, causes.size() - 1)).doesNotContain("SUCCEEDED", "INTERNAL");
    List<Long> tokens =
        jdbc.sql("SELECT fencing_token FROM attempt WHERE job_id = ? ORDER BY number")
            .param(job)
            .query((row, _) -> row.getLong(1))
            .list();
    assertThat(tokens).isSorted().doesNotHaveDuplicates().hasSameSizeAs(causes);
    List<Long> steps =
        jdbc.sql(
                """
                SELECT curve_to_step FROM attempt
                WHERE job_id = ? AND curve_to_step < curve_from_step
                """)
            .param(job)
            .query((row, _) -> row.getLong(1))
            .list();
    assertThat(steps).as("stretches of its curve that end before they begin").isEmpty();
  }

  private boolean finished(List<UUID> jobs) {
    return jdbc.sql("SELECT count(*) FROM job WHERE state = 'SUCCEEDED'")
                .query(Integer.class)
                .single()
            == jobs.size()
        && cluster.jobs().isEmpty()
        && cluster.secrets().isEmpty()
        && cluster.pods().isEmpty()
        && lost.isEmpty();
  }

  /// What goes wrong.
  private enum Blow {
    EVICTION_WITH_GRACE,
    EVICTION_AT_ONCE,
    OUT_OF_MEMORY,
    JOB_DELETED,
    SECRET_DELETED,
    NODE_LOST,
    API_OUTAGE,
    SERVER_RESTART,
    TWO_SERVERS
  }

  private void strike() {
    Blow blow = Blow.values()[random.nextInt(Blow.values().length)];
    boolean struck =
        switch (blow) {
          case EVICTION_WITH_GRACE -> nodes.evict(true);
          case EVICTION_AT_ONCE -> nodes.evict(false);
          case OUT_OF_MEMORY -> nodes.killForMemory();
          case JOB_DELETED -> nodes.deleteJob();
          case SECRET_DELETED -> nodes.deleteSecret();
          case NODE_LOST -> loseNode();
          case API_OUTAGE -> breakDown();
          case SERVER_RESTART -> restart();
          case TWO_SERVERS -> reconcileTogether();
        };
    if (struck) {
      blows.merge(blow.name(), 1, Integer::sum);
    }
  }

  private boolean loseNode() {
    Optional<PlayedWorker> worker = nodes.lose();
    worker.ifPresent(it -> lost.add(new Lost(it, clock.instant())));
    return worker.isPresent();
  }

  private boolean breakDown() {
    if (outage > 0) {
      return false;
    }
    outage = 1 + random.nextInt(12);
    cluster.refuse(random.nextBoolean() ? 503 : 429, random.nextBoolean() ? "" : "POST");
    return true;
  }

  /// A server dies between two steps, and another begins with nothing but the database.
  private boolean restart() {
    if (outage > 0) {
      return false;
    }
    scheduling.tick();
    cluster.refuse(500, "POST /api/v1/namespaces/accrue/secrets");
    try {
      server.reconcile();
    } catch (KubernetesClientException e) {
      log.debug("It was about to give a pod its token", e);
    }
    cluster.answerAgain();
    server = newServer();
    return true;
  }

  private Reconciler newServer() {
    ClusterApi api = new ClusterApi(cluster.newClient("another-server"), properties);
    Steps steps =
        new Steps(
            api,
            capacity,
            tables,
            machines,
            lifecycle,
            tokens,
            signals,
            properties,
            transactions,
            clock);
    return new Reconciler(api, tables, steps, signals, properties, transactions, clock);
  }

  private boolean reconcileTogether() {
    if (outage > 0) {
      return false;
    }
    scheduling.tick();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> rounds =
          List.of(threads.submit(server::reconcile), threads.submit(newServer()::reconcile));
      for (Future<?> round : rounds) {
        round.get();
      }
      return true;
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Twenty minutes.
  private void pass() {
    clock.advance(STEP);
    if (outage > 0 && --outage == 0) {
      cluster.answerAgain();
    }
    turn();
    admit(random);
    cluster.control();
    nodes.live();
    turn();
    nodes.live();
    reaper.reap();
    // Whoever comes back after its lease ran out writes nothing.
    lost.removeIf(it -> {
      boolean late = clock.instant().isAfter(it.since().plus(LEASE));
      if (late) {
        it.worker().writeLate();
      }
      return late;
    });
  }

  private void turn() {
    scheduling.tick();
    try {
      server.reconcile();
    } catch (KubernetesClientException e) {
      assertThat(outage).as("%s", e).isPositive();
    }
  }
}
