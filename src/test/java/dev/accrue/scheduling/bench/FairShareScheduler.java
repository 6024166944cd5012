package dev.accrue.scheduling.bench;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import dev.accrue.scheduling.plan.Device;
import dev.accrue.scheduling.plan.DeviceShare;
import dev.accrue.scheduling.plan.Planner;
import dev.accrue.scheduling.plan.Policy;
import dev.accrue.scheduling.plan.RunningAttempt;
import dev.accrue.scheduling.plan.Team;
import dev.accrue.scheduling.plan.WaitingJob;
import dev.accrue.scheduling.plan.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Accrue's planner, fed from the simulation. The time of a round is that of the planner and of the
/// snapshot's constructor.
final class FairShareScheduler implements Scheduler {

  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  private final Policy policy;
  private final Trace trace;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final Map<Integer, WaitingJob> waiting = new LinkedHashMap<>();
  private final Map<Integer, Life> lives = new HashMap<>();

  /// Kinds of things, so that no two of them have the same id.
  private enum Kind {
    TEAM(1),
    USER(2),
    JOB(3),
    ATTEMPT(4),
    WORKER(5),
    DEVICE(6);

    private final long prefix;

    Kind(long prefix) {
      this.prefix = prefix;
    }
  }

  FairShareScheduler(Trace trace, Policy policy) {
    this.trace = trace;
    this.policy = policy;
    for (int worker = 0; worker < trace.machines().size(); worker++) {
      Trace.Machine machine = trace.machines().get(worker);
      workers.add(new Worker(id(Kind.WORKER, worker), "worker-" + worker, Map.of(), false));
      for (int ordinal = 0; ordinal < machine.devices(); ordinal++) {
        devices.add(
            new Device(
                id(Kind.DEVICE, devices.size()),
                id(Kind.WORKER, worker),
                ordinal,
                DeviceKind.CUDA,
                machine.deviceMemoryBytes()));
      }
    }
  }

  private static UUID id(Kind kind, long number) {
    return new UUID(kind.prefix, number);
  }

  private static Instant at(long millis) {
    return START.plusMillis(millis);
  }

  @Override
  public void queued(Life life) {
    lives.put(life.job.number(), life);
    wait(life, null);
  }

  private void wait(Life life, @Nullable UUID claimedWorkerId) {
    Trace.Job job = life.job;
    waiting.put(
        job.number(),
        new WaitingJob(
            id(Kind.JOB, job.number()),
            id(Kind.TEAM, job.team()),
            user(job),
            job.priority(),
            at(life.arrivedMillis),
            job.devices(),
            job.memoryBytes() == 0 ? null : job.memoryBytes(),
            Map.of(),
            null,
            expectedRemaining(life),
            life.started(),
            claimedWorkerId));
  }

  /// Measured step times tell it of a job that has run; of others it is a guess, or not known.
  private static @Nullable Duration expectedRemaining(Life life) {
    if (life.started()) {
      return Duration.ofMillis(life.remainingMillis());
    }
    return life.job.expectedMillis() == 0 ? null : Duration.ofMillis(life.job.expectedMillis());
  }

  private static UUID user(Trace.Job job) {
    return id(Kind.USER, job.team() * 1_000L + job.user());
  }

  @Override
  public void left(Attempt attempt) {}

  @Override
  public Round decide(View view) {
    List<Team> teams =
        IntStream.range(0, trace.teams().size()).mapToObj(team -> team(team, view)).toList();
    Map<UUID, Attempt> attempts = new HashMap<>();
    view.running().forEach(attempt -> attempts.put(id(Kind.ATTEMPT, attempt.number), attempt));
    List<RunningAttempt> running =
        view.running().stream().map(attempt -> running(attempt, view)).toList();
    List<WaitingJob> queue = new ArrayList<>(waiting.values());
    Stopwatch watch = Stopwatch.start();
    Decisions decisions =
        Planner.plan(
            new Cluster(at(view.nowMillis()), teams, queue, workers, devices, running), policy);
    Stopwatch.Time took = watch.read();
    requireReasons(decisions, queue.size());
    List<Start> starts = decisions.placements().stream().map(this::start).toList();
    List<Attempt> preempted =
        decisions.preemptions().stream().map(preemption -> preempt(preemption, attempts)).toList();
    return new Round(starts, preempted, took);
  }

  private static void requireReasons(Decisions decisions, int waiting) {
    int told = decisions.placements().size() + decisions.waits().size();
    if (told != waiting) {
      throw new IllegalStateException(
          "%d jobs wait, and %d are placed or know why not".formatted(waiting, told));
    }
  }

  private static <K, V> V required(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("the planner names %s, which there is not".formatted(key));
    }
    return value;
  }

  private Start start(Decisions.Placement placement) {
    int job = (int) placement.jobId().getLeastSignificantBits();
    if (waiting.remove(job) == null) {
      throw new IllegalStateException("job %d does not wait".formatted(job));
    }
    List<Integer> numbers =
        placement.devices().stream()
            .map(share -> (int) share.deviceId().getLeastSignificantBits())
            .toList();
    return new Start(required(lives, job), numbers);
  }

  private Attempt preempt(Decisions.Preemption preemption, Map<UUID, Attempt> attempts) {
    Attempt attempt = required(attempts, preemption.attemptId());
    int job = (int) preemption.forJobId().getLeastSignificantBits();
    wait(required(lives, job), id(Kind.WORKER, attempt.worker));
    return attempt;
  }

  private Team team(int team, View view) {
    Trace.Team one = trace.teams().get(team);
    return new Team(
        id(Kind.TEAM, team),
        one.name(),
        one.weight(),
        one.guaranteedDevices(),
        null,
        view.usage().decayed(team, view.nowMillis()) / 1_000,
        null,
        null);
  }

  private static RunningAttempt running(Attempt attempt, View view) {
    Trace.Job job = attempt.life.job;
    List<DeviceShare> shares =
        attempt.devices.stream()
            .map(device ->
                new DeviceShare(id(Kind.DEVICE, device), view.holdings().bytes(job, device)))
            .toList();
    return new RunningAttempt(
        id(Kind.ATTEMPT, attempt.number),
        id(Kind.JOB, job.number()),
        id(Kind.TEAM, job.team()),
        user(job),
        job.priority(),
        shares,
        at(attempt.startMillis),
        Duration.ofMillis(attempt.unsavedMillis(view.nowMillis())),
        at(attempt.leaveMillis),
        attempt.preempted,
        true);
  }
}
