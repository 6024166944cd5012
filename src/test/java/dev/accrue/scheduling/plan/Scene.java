package dev.accrue.scheduling.plan;

import dev.accrue.api.worker.DeviceKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A small cluster, put together by names.
final class Scene {

  static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");
  static final long GIB = 1L << 30;

  Policy policy = Policy.DEFAULT;
  private final Map<String, TeamDraft> teams = new LinkedHashMap<>();
  private final List<JobDraft> jobs = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<AttemptDraft> running = new ArrayList<>();
  private final Map<UUID, String> names = new HashMap<>();

  static final class TeamDraft {
    double weight = 1;
    int guaranteed;
    @Nullable Integer limit;
    double usage;
    @Nullable Integer jobs;
    @Nullable Integer jobsPerUser;

    TeamDraft weight(double it) {
      weight = it;
      return this;
    }

    TeamDraft guaranteed(int it) {
      guaranteed = it;
      return this;
    }

    TeamDraft limit(int it) {
      limit = it;
      return this;
    }

    TeamDraft usage(double it) {
      usage = it;
      return this;
    }

    TeamDraft jobs(int it) {
      jobs = it;
      return this;
    }

    TeamDraft jobsPerUser(int it) {
      jobsPerUser = it;
      return this;
    }
  }

  static final class JobDraft {
    final String name;
    final String team;
    String user = "ada";
    int priority;
    Duration waited;
    int devices = 1;
    @Nullable Long memory;
    Map<String, String> selector = Map.of();
    @Nullable DeviceKind kind;
    @Nullable Duration remaining;
    @Nullable String claimed;

    JobDraft(String name, String team, Duration waited) {
      this.name = name;
      this.team = team;
      this.waited = waited;
    }

    JobDraft user(String it) {
      user = it;
      return this;
    }

    JobDraft priority(int it) {
      priority = it;
      return this;
    }

    JobDraft waited(Duration it) {
      waited = it;
      return this;
    }

    JobDraft devices(int it) {
      devices = it;
      return this;
    }

    JobDraft memory(long it) {
      memory = it;
      return this;
    }

    JobDraft selector(String key, String value) {
      selector = Map.of(key, value);
      return this;
    }

    JobDraft kind(DeviceKind it) {
      kind = it;
      return this;
    }

    JobDraft remaining(Duration it) {
      remaining = it;
      return this;
    }

    JobDraft claimed(String worker) {
      claimed = worker;
      return this;
    }
  }

  static final class AttemptDraft {
    final String name;
    final String team;
    final String worker;
    final int[] ordinals;
    String user = "ada";
    int priority;
    @Nullable Long memory;
    Duration lost = Duration.ofMinutes(1);
    @Nullable Duration ends;
    boolean preempting;
    boolean preemptible = true;

    AttemptDraft(String name, String team, String worker, int[] ordinals) {
      this.name = name;
      this.team = team;
      this.worker = worker;
      this.ordinals = ordinals;
    }

    AttemptDraft user(String it) {
      user = it;
      return this;
    }

    AttemptDraft priority(int it) {
      priority = it;
      return this;
    }

    AttemptDraft memory(long it) {
      memory = it;
      return this;
    }

    AttemptDraft lost(Duration it) {
      lost = it;
      return this;
    }

    AttemptDraft ends(Duration in) {
      ends = in;
      return this;
    }

    AttemptDraft preempting() {
      preempting = true;
      return this;
    }

    AttemptDraft notPreemptible() {
      preemptible = false;
      return this;
    }
  }

  TeamDraft team(String name) {
    return teams.computeIfAbsent(name, _ -> new TeamDraft());
  }

  Scene worker(String name, int count) {
    return worker(name, count, DeviceKind.CUDA, Map.of(), false);
  }

  Scene worker(
      String name, int count, DeviceKind kind, Map<String, String> labels, boolean draining) {
    workers.add(new Worker(id(name), name, labels, draining));
    for (int i = 0; i < count; i++) {
      devices.add(new Device(id(name + ":" + i), id(name), i, kind, 40 * GIB));
    }
    return this;
  }

  /// The first job waits longest.
  JobDraft job(String name, String team) {
    team(team);
    JobDraft job = new JobDraft(name, team, Duration.ofMinutes(1000 - jobs.size()));
    jobs.add(job);
    return job;
  }

  AttemptDraft running(String name, String team, String worker, int... ordinals) {
    team(team);
    AttemptDraft attempt = new AttemptDraft(name, team, worker, ordinals);
    running.add(attempt);
    return attempt;
  }

  UUID id(String name) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    names.put(id, name);
    return id;
  }

  Cluster cluster() {
    return new Cluster(
        NOW,
        teams.entrySet().stream().map(it -> team(it.getKey(), it.getValue())).toList(),
        jobs.stream().map(this::job).toList(),
        workers,
        devices,
        running.stream().map(this::attempt).toList());
  }

  private Team team(String name, TeamDraft it) {
    return new Team(
        id(name), name, it.weight, it.guaranteed, it.limit, it.usage, it.jobs, it.jobsPerUser);
  }

  private WaitingJob job(JobDraft it) {
    return new WaitingJob(
        id(it.name),
        id(it.team),
        id(it.user),
        it.priority,
        NOW.minus(it.waited),
        it.devices,
        it.memory,
        it.selector,
        it.kind,
        it.remaining,
        false,
        it.claimed == null ? null : id(it.claimed));
  }

  private RunningAttempt attempt(AttemptDraft it) {
    List<DeviceShare> shares = new ArrayList<>();
    for (int ordinal : it.ordinals) {
      shares.add(
          new DeviceShare(id(it.worker + ":" + ordinal), it.memory == null ? 40 * GIB : it.memory));
    }
    return new RunningAttempt(
        id(it.name),
        id("job of " + it.name),
        id(it.team),
        id(it.user),
        it.priority,
        shares,
        NOW.minusSeconds(3600),
        it.lost,
        it.ends == null ? null : NOW.plus(it.ends),
        it.preempting,
        it.preemptible);
  }

  Outcome plan() {
    return new Outcome(Planner.plan(cluster(), policy));
  }

  /// Decisions by names.
  final class Outcome {
    final Decisions decisions;

    Outcome(Decisions decisions) {
      this.decisions = decisions;
    }

    /// Such as "large on w:0 w:1".
    List<String> placed() {
      return decisions.placements().stream()
          .map(it ->
              name(it.jobId())
                  + " on "
                  + it.devices().stream()
                      .map(share -> name(share.deviceId()))
                      .collect(Collectors.joining(" ")))
          .toList();
    }

    /// Such as "old for new".
    List<String> preempted() {
      return decisions.preemptions().stream()
          .map(it -> name(it.attemptId()) + " for " + name(it.forJobId()))
          .toList();
    }

    /// Such as "large on w:0 w:1 from PT1H".
    List<String> reserved() {
      return decisions.reservations().stream()
          .map(it ->
              "%s on %s from %s"
                  .formatted(
                      name(it.jobId()),
                      it.deviceIds().stream()
                          .map(Scene.this::name)
                          .collect(Collectors.joining(" ")),
                      it.from() == null ? "?" : Duration.between(NOW, it.from())))
          .toList();
    }

    Wait wait(String job) {
      return Objects.requireNonNull(decisions.waits().get(id(job)), job + " does not wait");
    }

    Wait.Code code(String job) {
      return wait(job).code();
    }

    String sentence(String job) {
      return wait(job).sentence();
    }

    String reason(String job) {
      return decisions.placements().stream()
          .filter(it -> it.jobId().equals(id(job)))
          .findFirst()
          .orElseThrow()
          .reason();
    }
  }

  private String name(UUID id) {
    return Objects.requireNonNull(names.get(id));
  }
}
