package dev.accrue.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.fleet.Placements.FreeDevice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlannerTest {

  @Property
  void lendsEachDeviceOnceAndPlacesEachJobOnce(
      @ForAll @IntRange(max = 40) int jobs,
      @ForAll @IntRange(max = 40) int devices,
      @ForAll long seed) {
    Snapshot snapshot = snapshot(jobs, devices, seed);

    List<Placement> placements = Planner.plan(snapshot).placements();

    List<UUID> lent = placements.stream().flatMap(it -> it.deviceIds().stream()).toList();
    assertThat(lent).doesNotHaveDuplicates();
    assertThat(placements).extracting(Placement::jobId).doesNotHaveDuplicates();
    assertThat(placements).hasSize(Math.min(jobs, devices));
    for (Placement placement : placements) {
      assertThat(placement.deviceIds())
          .allSatisfy(id ->
              assertThat(snapshot.freeDevices())
                  .anyMatch(device ->
                      device.id().equals(id) && device.workerId().equals(placement.workerId())));
    }
  }

  @Property
  void placesNobodyBeforeAnybodyWhoHasWaitedLonger(
      @ForAll @IntRange(max = 40) int jobs,
      @ForAll @IntRange(max = 40) int devices,
      @ForAll long seed) {
    Snapshot snapshot = snapshot(jobs, devices, seed);

    Set<UUID> placed =
        Planner.plan(snapshot).placements().stream()
            .map(Placement::jobId)
            .collect(Collectors.toCollection(HashSet::new));

    for (QueuedJob lucky : snapshot.queue()) {
      for (QueuedJob waiting : snapshot.queue()) {
        if (placed.contains(lucky.id()) && !placed.contains(waiting.id())) {
          assertThat(lucky.queuedAt()).isBeforeOrEqualTo(waiting.queuedAt());
        }
      }
    }
  }

  @Property
  void plansTheSameInWhateverOrderThingsCome(
      @ForAll @IntRange(max = 40) int jobs,
      @ForAll @IntRange(max = 40) int devices,
      @ForAll long seed) {
    Snapshot snapshot = snapshot(jobs, devices, seed);
    List<QueuedJob> queue = new ArrayList<>(snapshot.queue());
    List<FreeDevice> free = new ArrayList<>(snapshot.freeDevices());
    Collections.shuffle(queue, new Random(seed + 1));
    Collections.shuffle(free, new Random(seed + 2));

    assertThat(Planner.plan(new Snapshot(queue, free, snapshot.capacities())))
        .isEqualTo(Planner.plan(snapshot));
  }

  @Property
  void givesAJobAllItsDevicesOfOneWorkerOrNone(
      @ForAll @IntRange(max = 40) int jobs,
      @ForAll @IntRange(max = 40) int devices,
      @ForAll long seed) {
    Snapshot snapshot = snapshot(jobs, devices, seed, 6);
    Map<UUID, QueuedJob> queue = new HashMap<>();
    snapshot.queue().forEach(job -> queue.put(job.id(), job));
    Map<UUID, FreeDevice> free = new HashMap<>();
    snapshot.freeDevices().forEach(device -> free.put(device.id(), device));

    Plan plan = Planner.plan(snapshot);

    assertThat(plan.placements().stream().flatMap(it -> it.deviceIds().stream()))
        .doesNotHaveDuplicates();
    for (Placement placement : plan.placements()) {
      assertThat(placement.deviceIds())
          .hasSize(Objects.requireNonNull(queue.get(placement.jobId())).devices())
          .allSatisfy(id ->
              assertThat(Objects.requireNonNull(free.get(id)).workerId())
                  .isEqualTo(placement.workerId()));
    }
    int largest = snapshot.capacities().values().stream().mapToInt(it -> it).max().orElse(0);
    for (Plan.TooLarge job : plan.tooLarge()) {
      assertThat(Objects.requireNonNull(queue.get(job.jobId())).devices()).isGreaterThan(largest);
    }
  }

  @Example
  void aLargeJobReservesAWorkerAndOneThatIsTooLargeDoesNot() {
    UUID worker = new UUID(0, 1);
    FreeDevice device = new FreeDevice(new UUID(0, 2), worker, "w", 1, DeviceKind.CPU, 1L << 30);
    QueuedJob huge = new QueuedJob(new UUID(1, 1), worker, Instant.EPOCH, 3);
    QueuedJob large = new QueuedJob(new UUID(1, 2), worker, Instant.EPOCH.plusSeconds(1), 2);
    QueuedJob small = new QueuedJob(new UUID(1, 3), worker, Instant.EPOCH.plusSeconds(2), 1);
    Map<UUID, Integer> capacities = Map.of(worker, 2); // one of its devices is in use

    Plan waits =
        Planner.plan(new Snapshot(List.of(huge, large, small), List.of(device), capacities));
    assertThat(waits.placements()).isEmpty();
    assertThat(waits.tooLarge())
        .containsExactly(
            new Plan.TooLarge(
                huge.id(), "waits for a worker with 3 devices: the largest there is has 2"));

    Plan passes = Planner.plan(new Snapshot(List.of(huge, small), List.of(device), capacities));
    assertThat(passes.placements()).extracting(Placement::jobId).containsExactly(small.id());
  }

  private static Snapshot snapshot(int jobs, int devices, long seed) {
    return snapshot(jobs, devices, seed, 1);
  }

  /// @param most devices that a job needs
  private static Snapshot snapshot(int jobs, int devices, long seed, int most) {
    Random random = new Random(seed);
    List<QueuedJob> queue = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Instant queuedAt = Instant.ofEpochSecond(random.nextInt(10));
      queue.add(new QueuedJob(uuid(random), uuid(random), queuedAt, 1 + random.nextInt(most)));
    }
    UUID[] workers = {uuid(random), uuid(random), uuid(random)};
    List<FreeDevice> free = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      int worker = random.nextInt(workers.length);
      free.add(
          new FreeDevice(
              uuid(random), workers[worker], "w" + worker % 2, i, DeviceKind.CPU, 1L << 30));
    }
    Map<UUID, Integer> capacities = new HashMap<>();
    free.forEach(device -> capacities.merge(device.workerId(), 1, Integer::sum));
    return new Snapshot(queue, free, capacities);
  }

  private static UUID uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
