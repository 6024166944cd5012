package dev.accrue.scheduling.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Who holds what of which device. Refuses to give what is not there: a planner that over-commits
/// ends the simulation.
final class Holdings {

  private final Trace trace;
  private final int[] workerOf;
  private final int[] firstOf;
  private final long[] heldBytes;
  private final List<List<Attempt>> onDevice = new ArrayList<>();
  private final List<List<Attempt>> onWorker = new ArrayList<>();
  private final int[] free;
  private final boolean[] kept;

  /// Workers by how many of their devices nobody holds, without those that are kept.
  private final List<TreeSet<Integer>> byFree = new ArrayList<>();

  private int busy;

  Holdings(Trace trace) {
    this.trace = trace;
    int devices = trace.devices();
    int workers = trace.machines().size();
    this.workerOf = new int[devices];
    this.firstOf = new int[workers];
    this.heldBytes = new long[devices];
    this.free = new int[workers];
    this.kept = new boolean[workers];
    int largest = trace.machines().stream().mapToInt(Trace.Machine::devices).max().orElse(0);
    IntStream.rangeClosed(0, largest).forEach(_ -> byFree.add(new TreeSet<>()));
    int device = 0;
    for (int worker = 0; worker < workers; worker++) {
      firstOf[worker] = device;
      free[worker] = trace.machines().get(worker).devices();
      byFree.get(free[worker]).add(worker);
      onWorker.add(new ArrayList<>());
      for (int ordinal = 0; ordinal < free[worker]; ordinal++) {
        workerOf[device] = worker;
        onDevice.add(new ArrayList<>());
        device++;
      }
    }
  }

  int workers() {
    return free.length;
  }

  int devices(int worker) {
    return trace.machines().get(worker).devices();
  }

  boolean kept(int worker) {
    return kept[worker];
  }

  int worker(int device) {
    return workerOf[device];
  }

  int ordinal(int device) {
    return device - firstOf[workerOf[device]];
  }

  long memoryBytes(int device) {
    return trace.machines().get(workerOf[device]).deviceMemoryBytes();
  }

  long heldBytes(int device) {
    return heldBytes[device];
  }

  List<Attempt> attempts(int worker) {
    return onWorker.get(worker);
  }

  int free(int worker) {
    return free[worker];
  }

  /// Devices of which somebody holds at least a part.
  int busy() {
    return busy;
  }

  /// What an attempt holds of one of its devices.
  long bytes(Trace.Job job, int device) {
    return job.memoryBytes() == 0 ? memoryBytes(device) : job.memoryBytes();
  }

  /// How much of its devices an attempt holds, in devices.
  double share(Attempt attempt) {
    return attempt.devices.stream()
        .mapToDouble(device -> (double) bytes(attempt.life.job, device) / memoryBytes(device))
        .sum();
  }

  void take(Attempt attempt) {
    for (int device : attempt.devices) {
      long bytes = bytes(attempt.life.job, device);
      if (workerOf[device] != attempt.worker || heldBytes[device] + bytes > memoryBytes(device)) {
        throw new IllegalStateException(
            "job %d cannot have %d bytes of device %d of worker %d: %d of %d are held"
                .formatted(
                    attempt.life.job.number(),
                    bytes,
                    device,
                    attempt.worker,
                    heldBytes[device],
                    memoryBytes(device)));
      }
      heldBytes[device] += bytes;
      onDevice.get(device).add(attempt);
      if (onDevice.get(device).size() == 1) {
        busy++;
        freed(attempt.worker, -1);
      }
    }
    onWorker.get(attempt.worker).add(attempt);
  }

  void giveBack(Attempt attempt) {
    for (int device : attempt.devices) {
      heldBytes[device] -= bytes(attempt.life.job, device);
      onDevice.get(device).remove(attempt);
      if (onDevice.get(device).isEmpty()) {
        busy--;
        freed(attempt.worker, 1);
      }
    }
    onWorker.get(attempt.worker).remove(attempt);
  }

  private void freed(int worker, int more) {
    byFree.get(free[worker]).remove(worker);
    free[worker] += more;
    if (!kept[worker]) {
      byFree.get(free[worker]).add(worker);
    }
  }

  /// Offers a worker to nobody, or to everybody again.
  void keep(int worker, boolean keep) {
    kept[worker] = keep;
    freed(worker, 0);
  }

  /// Devices for a job, as tight as possible; none where there is no room.
  List<Integer> find(Trace.Job job) {
    List<Integer> shared = job.memoryBytes() == 0 ? List.of() : findShared(job);
    return shared.isEmpty() ? findWhole(job) : shared;
  }

  private List<Integer> findWhole(Trace.Job job) {
    for (int count = job.devices(); count < byFree.size(); count++) {
      for (int worker : byFree.get(count)) {
        if (job.memoryBytes() <= trace.machines().get(worker).deviceMemoryBytes()) {
          return freeDevices(worker).subList(0, job.devices());
        }
      }
    }
    return List.of();
  }

  List<Integer> freeDevices(int worker) {
    return IntStream.range(
            firstOf[worker], firstOf[worker] + trace.machines().get(worker).devices())
        .filter(device -> onDevice.get(device).isEmpty())
        .boxed()
        .toList();
  }

  private List<Integer> findShared(Trace.Job job) {
    int best = -1;
    long bestLeft = Long.MAX_VALUE;
    for (int device = 0; device < heldBytes.length; device++) {
      long left = memoryBytes(device) - heldBytes[device] - job.memoryBytes();
      if (heldBytes[device] > 0 && left >= 0 && left < bestLeft && !kept[workerOf[device]]) {
        best = device;
        bestLeft = left;
      }
    }
    return job.devices() == 1 && best >= 0 ? List.of(best) : List.of();
  }

  /// Whether nothing is held.
  boolean untouched() {
    return busy == 0 && Arrays.stream(heldBytes).allMatch(bytes -> bytes == 0);
  }
}
