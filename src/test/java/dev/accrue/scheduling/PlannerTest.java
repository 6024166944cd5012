package dev.accrue.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.fleet.Placements.FreeDevice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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

    assertThat(Planner.plan(new Snapshot(queue, free))).isEqualTo(Planner.plan(snapshot));
  }

  private static Snapshot snapshot(int jobs, int devices, long seed) {
    Random random = new Random(seed);
    List<QueuedJob> queue = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Instant queuedAt = Instant.ofEpochSecond(random.nextInt(10));
      queue.add(new QueuedJob(uuid(random), uuid(random), queuedAt));
    }
    UUID[] workers = {uuid(random), uuid(random), uuid(random)};
    List<FreeDevice> free = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      int worker = random.nextInt(workers.length);
      free.add(
          new FreeDevice(
              uuid(random), workers[worker], "w" + worker % 2, i, DeviceKind.CPU, 1L << 30));
    }
    return new Snapshot(queue, free);
  }

  private static UUID uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
