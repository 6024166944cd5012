package dev.accrue.scheduling.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A cluster that lives through time without a clock: plans whenever a job comes or an attempt
/// ends, and does what the plan says. Attempts that are told to leave do so a little later and lose
/// nothing.
final class VirtualTime {

  static final Instant START = Instant.parse("2026-05-04T12:00:00Z");
  static final long LEAVING_SECONDS = 20;

  final List<Team> teams = new ArrayList<>();
  final List<Worker> workers = new ArrayList<>();
  final List<Device> devices = new ArrayList<>();
  final Map<UUID, Double> usedDeviceSeconds = new HashMap<>();

  int preemptions;
  int finished;
  long lastDecisionAt;

  private final Policy policy;
  private final BiConsumer<Cluster, Decisions> onPlan;
  private final Map<UUID, Double> decayed = new HashMap<>();
  private final List<Job> queue = new ArrayList<>();
  private final List<Attempt> running = new ArrayList<>();
  private final TreeSet<Long> moments = new TreeSet<>();
  private final List<Job> toCome = new ArrayList<>();
  private long now;
  private long attempts;

  /// @param comesAt in seconds from the start
  /// @param known whether the planner is told how long it runs
  record Work(
      UUID id,
      UUID team,
      UUID user,
      int priority,
      long comesAt,
      int devices,
      @Nullable Long memory,
      long seconds,
      boolean known,
      boolean preemptible) {}

  private static final class Job {
    final Work work;
    long left;
    @Nullable UUID claimed;
    boolean started;

    Job(Work work) {
      this.work = work;
      this.left = work.seconds();
    }
  }

  private static final class Attempt {
    final UUID id;
    final Job job;
    final List<DeviceShare> shares;
    final long since;
    long until;
    boolean leaving;

    Attempt(UUID id, Job job, List<DeviceShare> shares, long since) {
      this.id = id;
      this.job = job;
      this.shares = shares;
      this.since = since;
      this.until = since + job.left;
    }
  }

  VirtualTime(Policy policy, BiConsumer<Cluster, Decisions> onPlan) {
    this.policy = policy;
    this.onPlan = onPlan;
  }

  void submit(Work work) {
    toCome.add(new Job(work));
    moments.add(work.comesAt());
  }

  int waiting() {
    return queue.size();
  }

  long now() {
    return now;
  }

  /// How many jobs of a team wait.
  long waiting(UUID team) {
    return queue.stream().filter(it -> it.work.team().equals(team)).count();
  }

  /// How many devices a team holds.
  int held(UUID team) {
    return running.stream()
        .filter(it -> it.job.work.team().equals(team))
        .mapToInt(it -> it.shares.size())
        .sum();
  }

  /// Goes on until a time, or until nothing happens any more.
  void runUntil(long end) {
    while (!moments.isEmpty() && moments.first() <= end) {
      pass(Objects.requireNonNull(moments.pollFirst()));
      endAttempts();
      for (Iterator<Job> jobs = toCome.iterator(); jobs.hasNext(); ) {
        Job job = jobs.next();
        if (job.work.comesAt() <= now) {
          queue.add(job);
          jobs.remove();
        }
      }
      plan();
    }
  }

  private void pass(long moment) {
    Duration passed = Duration.ofSeconds(moment - now);
    decayed.replaceAll((_, used) -> FairShare.decayed(used, passed, policy.halfLife()));
    for (Attempt attempt : running) {
      UUID team = attempt.job.work.team();
      int count = attempt.shares.size();
      decayed.merge(team, FairShare.used(count, passed, policy.halfLife()), Double::sum);
      usedDeviceSeconds.merge(team, (double) count * (moment - now), Double::sum);
    }
    now = moment;
  }

  private void endAttempts() {
    for (Iterator<Attempt> all = running.iterator(); all.hasNext(); ) {
      Attempt attempt = all.next();
      if (attempt.until <= now) {
        all.remove();
        attempt.job.left -= now - attempt.since;
        if (attempt.job.left > 0) {
          queue.add(attempt.job);
        } else {
          finished++;
        }
      }
    }
  }

  private void plan() {
    Cluster cluster = cluster();
    Decisions decisions = Planner.plan(cluster, policy);
    onPlan.accept(cluster, decisions);
    for (Decisions.Placement placement : decisions.placements()) {
      Job job =
          queue.stream()
              .filter(it -> it.work.id().equals(placement.jobId()))
              .findFirst()
              .orElseThrow();
      queue.remove(job);
      job.claimed = null;
      job.started = true;
      Attempt attempt = new Attempt(new UUID(7, attempts++), job, placement.devices(), now);
      running.add(attempt);
      moments.add(attempt.until);
      lastDecisionAt = now;
    }
    for (Decisions.Preemption preemption : decisions.preemptions()) {
      Attempt victim =
          running.stream()
              .filter(it -> it.id.equals(preemption.attemptId()))
              .findFirst()
              .orElseThrow();
      victim.leaving = true;
      victim.until = Math.min(victim.until, now + LEAVING_SECONDS);
      moments.add(victim.until);
      preemptions++;
      lastDecisionAt = now;
      UUID worker =
          decisions.reservations().stream()
              .filter(it -> it.jobId().equals(preemption.forJobId()))
              .findFirst()
              .orElseThrow()
              .workerId();
      queue.stream()
          .filter(it -> it.work.id().equals(preemption.forJobId()))
          .forEach(it -> it.claimed = worker);
    }
  }

  private Cluster cluster() {
    Instant instant = START.plusSeconds(now);
    return new Cluster(
        instant,
        teams.stream()
            .map(it ->
                new Team(
                    it.id(),
                    it.name(),
                    it.weight(),
                    it.guaranteedDevices(),
                    it.deviceLimit(),
                    decayed.getOrDefault(it.id(), 0.0),
                    it.runningJobsLimit(),
                    it.runningJobsPerUserLimit()))
            .toList(),
        queue.stream()
            .map(it ->
                new WaitingJob(
                    it.work.id(),
                    it.work.team(),
                    it.work.user(),
                    it.work.priority(),
                    START.plusSeconds(it.work.comesAt()),
                    it.work.devices(),
                    it.work.memory(),
                    Map.of(),
                    null,
                    it.work.known() ? Duration.ofSeconds(it.left) : null,
                    it.started,
                    it.claimed))
            .toList(),
        workers,
        devices,
        running.stream()
            .map(it ->
                new RunningAttempt(
                    it.id,
                    it.job.work.id(),
                    it.job.work.team(),
                    it.job.work.user(),
                    it.job.work.priority(),
                    it.shares,
                    START.plusSeconds(it.since),
                    Duration.ofSeconds(now - it.since),
                    it.job.work.known() ? START.plusSeconds(it.since + it.job.left) : null,
                    it.leaving,
                    it.job.work.preemptible()))
            .toList());
  }
}
