package dev.accrue.scheduling.plan;

import dev.accrue.api.worker.DeviceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Draws clusters that nobody thought of, small enough that everything in them meets.
final class RandomClusters {

  static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");
  static final long GIB = 1L << 30;

  private final Random random;
  private final List<Team> teams = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<RunningAttempt> running = new ArrayList<>();
  private final List<WaitingJob> waiting = new ArrayList<>();

  private RandomClusters(long seed) {
    this.random = new Random(seed);
  }

  static Cluster draw(long seed) {
    return new RandomClusters(seed).draw();
  }

  /// The same cluster in another order.
  static Cluster shuffled(Cluster cluster, long seed) {
    Random random = new Random(seed);
    return new Cluster(
        cluster.now(),
        shuffled(cluster.teams(), random),
        shuffled(cluster.waiting(), random),
        shuffled(cluster.workers(), random),
        shuffled(cluster.devices(), random),
        shuffled(cluster.running(), random));
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }

  private Cluster draw() {
    int teamCount = 1 + random.nextInt(5);
    for (int i = 0; i < teamCount; i++) {
      teams.add(team("team-" + i));
    }
    int workerCount = 1 + random.nextInt(5);
    for (int i = 0; i < workerCount; i++) {
      addWorker("worker-" + i);
    }
    addRunning();
    int jobs = random.nextInt(25);
    for (int i = 0; i < jobs; i++) {
      waiting.add(job());
    }
    return new Cluster(NOW, teams, waiting, workers, devices, running);
  }

  private Team team(String name) {
    return new Team(
        uuid(),
        name,
        1 + random.nextInt(3),
        random.nextInt(4),
        random.nextInt(3) == 0 ? 1 + random.nextInt(6) : null,
        random.nextInt(4) * 1800.0,
        random.nextInt(4) == 0 ? 1 + random.nextInt(6) : null,
        random.nextInt(4) == 0 ? 1 + random.nextInt(3) : null);
  }

  private void addWorker(String name) {
    Map<String, String> labels = new HashMap<>();
    if (random.nextBoolean()) {
      labels.put("zone", random.nextBoolean() ? "north" : "south");
    }
    Worker worker = new Worker(uuid(), name, labels, random.nextInt(8) == 0);
    workers.add(worker);
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      DeviceKind kind = random.nextInt(4) == 0 ? DeviceKind.CPU : DeviceKind.CUDA;
      devices.add(new Device(uuid(), worker.id(), i, kind, (random.nextBoolean() ? 40 : 80) * GIB));
    }
  }

  /// Attempts where they fit.
  private void addRunning() {
    Map<UUID, Long> free = new HashMap<>();
    devices.forEach(it -> free.put(it.id(), it.memoryBytes()));
    int tries = random.nextInt(20);
    for (int i = 0; i < tries; i++) {
      Device first = devices.get(random.nextInt(devices.size()));
      int count = 1 + random.nextInt(2);
      Long bytes = random.nextInt(3) == 0 ? (Long) ((1 + random.nextInt(30)) * GIB) : null;
      List<Device> fitting =
          devices.stream()
              .filter(it -> it.workerId().equals(first.workerId()) && it.kind() == first.kind())
              .filter(it ->
                  bytes == null ? free(free, it) == it.memoryBytes() : free(free, it) >= bytes)
              .limit(count)
              .toList();
      if (fitting.size() == count) {
        List<DeviceShare> shares =
            fitting.stream()
                .map(it -> new DeviceShare(it.id(), bytes == null ? it.memoryBytes() : bytes))
                .toList();
        shares.forEach(it -> free.merge(it.deviceId(), -it.memoryBytes(), Long::sum));
        running.add(attempt(shares));
      }
    }
  }

  private static long free(Map<UUID, Long> free, Device device) {
    return free.getOrDefault(device.id(), 0L);
  }

  private RunningAttempt attempt(List<DeviceShare> shares) {
    return new RunningAttempt(
        uuid(),
        uuid(),
        someTeam(),
        new UUID(0, random.nextInt(3)),
        random.nextInt(3),
        shares,
        NOW.minusSeconds(random.nextInt(5)),
        Duration.ofSeconds(random.nextInt(3)),
        random.nextBoolean() ? NOW.plusSeconds(random.nextInt(5) * 600L - 600) : null,
        random.nextInt(6) == 0,
        random.nextInt(6) != 0);
  }

  private WaitingJob job() {
    return new WaitingJob(
        uuid(),
        someTeam(),
        new UUID(0, random.nextInt(3)),
        random.nextInt(3),
        NOW.minusSeconds(random.nextInt(8)),
        random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1,
        random.nextInt(3) == 0 ? (Long) ((1 + random.nextInt(50)) * GIB) : null,
        random.nextInt(4) == 0
            ? Map.of("zone", random.nextBoolean() ? "north" : "south")
            : Map.of(),
        random.nextInt(4) == 0 ? DeviceKind.CUDA : null,
        random.nextBoolean() ? Duration.ofSeconds(random.nextInt(8) * 300L) : null,
        random.nextBoolean(),
        claim());
  }

  private @Nullable UUID claim() {
    return random.nextInt(10) == 0 ? workers.get(random.nextInt(workers.size())).id() : null;
  }

  private UUID someTeam() {
    return teams.get(random.nextInt(teams.size())).id();
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
