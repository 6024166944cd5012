package dev.accrue.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceKind;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What holds when plans follow each other.
class PlannerOverTimeTest {

  private static final long GIB = 1L << 30;
  private static final long YEAR = 365 * 86_400L;

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void noJobStarvesAndEveryPlanOnTheWayKeepsTheRules(@ForAll long seed) {
    Random random = new Random(seed);
    VirtualTime time = new VirtualTime(Policy.DEFAULT, PlannerOverTimeTest::check);
    addTeamsAndWorkers(time, random);
    int jobs = 40;
    for (int i = 0; i < jobs; i++) {
      time.submit(work(time, random, i, random.nextInt(2000), 10 + random.nextInt(1000)));
    }

    time.runUntil(YEAR);

    assertThat(time.finished).isEqualTo(jobs);
    assertThat(time.waiting()).isZero();
  }

  /// As nobody can take back what was taken from it, the same jobs cannot preempt each other for
  /// ever.
  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void preemptionsComeToRest(@ForAll long seed) {
    Random random = new Random(seed);
    VirtualTime time = new VirtualTime(Policy.DEFAULT, (_, _) -> {});
    addTeamsAndWorkers(time, random);
    int jobs = 40;
    for (int i = 0; i < jobs; i++) {
      time.submit(work(time, random, i, random.nextInt(50), 100 * YEAR));
    }

    time.runUntil(YEAR);

    assertThat(time.lastDecisionAt).isLessThan(50 + 20 * VirtualTime.LEAVING_SECONDS);
    assertThat(time.preemptions).isLessThan(3 * jobs);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void guaranteedQuotaIsReachedWithinOnePreemptionRound(@ForAll long seed) {
    Random random = new Random(seed);
    VirtualTime time = new VirtualTime(Policy.DEFAULT, PlannerOverTimeTest::check);
    int total = 0;
    for (int i = 0; i < 4; i++) {
      total += addWorker(time, i, 1 + random.nextInt(4));
    }
    int left = total;
    int[] demand = new int[4];
    for (int i = 0; i < demand.length; i++) {
      int guaranteed = random.nextInt(left + 1);
      left -= guaranteed;
      time.teams.add(team(i, 1, guaranteed, null));
      demand[i] = random.nextInt(total + 1);
      // Some borrow what is idle long before the others come.
      long comesAt = random.nextBoolean() ? 0 : 1000;
      for (int job = 0; job < demand[i]; job++) {
        time.submit(
            new VirtualTime.Work(
                new UUID(i, job),
                time.teams.get(i).id(),
                new UUID(0, 0),
                random.nextInt(3),
                comesAt,
                1,
                null,
                YEAR,
                random.nextBoolean(),
                true));
      }
    }

    time.runUntil(1000 + VirtualTime.LEAVING_SECONDS);

    for (int i = 0; i < demand.length; i++) {
      Team team = time.teams.get(i);
      assertThat(time.held(team.id()))
          .isGreaterThanOrEqualTo(Math.min(demand[i], team.guaranteedDevices()));
    }
  }

  @Test
  void teamsThatAreAlwaysBusyGetWhatTheirWeightsSay() {
    Policy it = Policy.DEFAULT;
    Policy policy =
        new Policy(
            Duration.ofHours(6),
            Duration.ofMinutes(30),
            it.priorityPreemption(),
            it.reservations(),
            it.assumedDuration(),
            it.durationError());
    VirtualTime time = new VirtualTime(policy, (_, _) -> {});
    for (int i = 0; i < 4; i++) {
      addWorker(time, i, 4);
    }
    double weights = 0;
    for (int i = 0; i < 5; i++) {
      time.teams.add(team(i, i + 1, 0, null));
      weights += i + 1;
    }
    Random random = new Random(11);
    int jobs = 0;
    for (long hour = 0; hour < 20 * 24; hour++) {
      for (Team team : time.teams) {
        while (time.waiting(team.id()) < 12) {
          // The teams differ in the size and length of their jobs, which must not pay.
          int size = team.weight() % 2 == 0 ? 1 : 1 << random.nextInt(3);
          long seconds = (long) (-Math.log(1 - random.nextDouble()) * 900 * team.weight()) + 1;
          time.submit(
              new VirtualTime.Work(
                  new UUID(3, jobs++),
                  team.id(),
                  new UUID(0, 0),
                  0,
                  time.now(),
                  size,
                  null,
                  seconds,
                  random.nextBoolean(),
                  true));
          time.runUntil(time.now());
        }
      }
      time.runUntil((hour + 1) * 3600);
    }

    double used = time.usedDeviceSeconds.values().stream().mapToDouble(seconds -> seconds).sum();
    for (Team team : time.teams) {
      double share = time.usedDeviceSeconds.getOrDefault(team.id(), 0.0) / used;
      double fair = team.weight() / weights;
      assertThat(Math.abs(share / fair - 1)).as("error of %s", team.name()).isLessThan(0.05);
    }
    assertThat(used / (16.0 * time.now())).as("utilisation").isGreaterThan(0.9);
  }

  private static void check(Cluster cluster, Decisions decisions) {
    new PlanCheck(cluster, decisions).check();
  }

  private static void addTeamsAndWorkers(VirtualTime time, Random random) {
    int workers = 1 + random.nextInt(4);
    int total = 0;
    for (int i = 0; i < workers; i++) {
      // One can take the largest job.
      total += addWorker(time, i, i == 0 ? 4 : 1 + random.nextInt(4));
    }
    int left = total;
    int teams = 2 + random.nextInt(3);
    for (int i = 0; i < teams; i++) {
      int guaranteed = random.nextInt(left / 2 + 1);
      left -= guaranteed;
      Integer limit = random.nextInt(3) == 0 ? (Integer) (4 + random.nextInt(3)) : null;
      time.teams.add(team(i, 1 + random.nextInt(3), guaranteed, limit));
    }
  }

  private static int addWorker(VirtualTime time, int number, int devices) {
    Worker worker = new Worker(new UUID(1, number), "worker-" + number, Map.of(), false);
    time.workers.add(worker);
    for (int i = 0; i < devices; i++) {
      time.devices.add(
          new Device(new UUID(number + 10, i), worker.id(), i, DeviceKind.CUDA, 40 * GIB));
    }
    return devices;
  }

  private static Team team(int number, double weight, int guaranteed, @Nullable Integer limit) {
    return new Team(
        new UUID(2, number), "team-" + number, weight, guaranteed, limit, 0, null, null);
  }

  private static VirtualTime.Work work(
      VirtualTime time, Random random, int number, long comesAt, long seconds) {
    return new VirtualTime.Work(
        new UUID(3, number),
        time.teams.get(random.nextInt(time.teams.size())).id(),
        new UUID(0, random.nextInt(3)),
        random.nextInt(3),
        comesAt,
        random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1,
        random.nextInt(3) == 0 ? (Long) ((1 + random.nextInt(40)) * GIB) : null,
        seconds,
        random.nextBoolean(),
        random.nextInt(6) != 0);
  }
}
