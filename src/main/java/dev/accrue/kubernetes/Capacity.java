package dev.accrue.kubernetes;

import dev.accrue.scheduling.plan.Device;
import dev.accrue.scheduling.plan.DeviceShare;
import dev.accrue.scheduling.plan.WaitingJob;
import dev.accrue.scheduling.plan.Worker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// The configured pools as the planner sees them: a worker for each node, with the same identity as
/// long as the configuration names it.
@Component
@OnKubernetes
class Capacity {

  /// A label by which the planner is kept to one pool.
  private static final String POOL = "accrue.dev/pool";

  private final List<Pool> pools;
  private final List<Worker> nodes = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final Map<UUID, Device> byId = new HashMap<>();
  private final Map<UUID, Pool> poolOfNode = new HashMap<>();

  Capacity(KubernetesProperties properties) {
    this.pools = properties.pools();
    pools.forEach(this::count);
  }

  private void count(Pool pool) {
    for (int number = 1; number <= pool.nodes(); number++) {
      String name = "%s node %d".formatted(pool.name(), number);
      UUID node = id(name);
      Map<String, String> labels = new HashMap<>(pool.labels());
      labels.put(POOL, pool.name());
      nodes.add(new Worker(node, name, labels, false));
      poolOfNode.put(node, pool);
      for (int ordinal = 0; ordinal < pool.devicesPerNode(); ordinal++) {
        long memory = pool.deviceMemory().toBytes();
        UUID id = id("%s device %d".formatted(name, ordinal));
        Device device = new Device(id, node, ordinal, pool.kind(), memory);
        devices.add(device);
        byId.put(id, device);
      }
    }
  }

  private static UUID id(String name) {
    return UUID.nameUUIDFromBytes(("accrue.kubernetes " + name).getBytes(StandardCharsets.UTF_8));
  }

  List<Worker> nodes() {
    return nodes;
  }

  List<Device> devices() {
    return devices;
  }

  Pool poolOfNode(UUID node) {
    Pool pool = poolOfNode.get(node);
    if (pool == null) {
      throw new IllegalArgumentException("no pool has a node " + node);
    }
    return pool;
  }

  /// Any, where it does not matter which.
  UUID aNodeOf(Pool pool) {
    return nodes.stream()
        .map(Worker::id)
        .filter(node -> poolOfNode(node).equals(pool))
        .findFirst()
        .orElseThrow();
  }

  Optional<Pool> findPool(String name) {
    return pools.stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /// Devices as whole ones, without those that the configuration no longer has.
  List<DeviceShare> shares(Collection<UUID> deviceIds) {
    return deviceIds.stream()
        .flatMap(id -> Stream.ofNullable(byId.get(id)))
        .map(device -> new DeviceShare(device.id(), device.memoryBytes()))
        .toList();
  }

  /// The first pool that has what the job asks for.
  Optional<Pool> findPool(WaitingJob job) {
    Map<String, String> labels = Selection.of(job.selector()).labels();
    return pools.stream()
        .filter(pool -> pool.labels().entrySet().containsAll(labels.entrySet()))
        .filter(pool -> enough(pool, job))
        .findFirst();
  }

  private static boolean enough(Pool pool, WaitingJob job) {
    Long asked = job.deviceMemoryBytes();
    return (asked == null || asked <= pool.deviceMemory().toBytes())
        && (job.kind() == null || job.kind() == pool.kind());
  }

  /// The job as the planner is asked about it: pods do not share devices, so it needs whole ones,
  /// where they have the memory that it asks for.
  ///
  /// @param claimedNode where attempts were preempted for it
  WaitingJob whole(WaitingJob job, Optional<UUID> claimedNode) {
    Map<String, String> labels = new HashMap<>(Selection.of(job.selector()).labels());
    Long memory = job.deviceMemoryBytes();
    if (memory != null) {
      Optional<Pool> pool = findPool(job);
      // Where no pool has as much, the planner says so.
      memory = pool.isPresent() ? null : memory;
      pool.ifPresent(it -> labels.put(POOL, it.name()));
    }
    return new WaitingJob(
        job.id(),
        job.teamId(),
        job.userId(),
        job.priority(),
        job.queuedAt(),
        job.devices(),
        memory,
        labels,
        job.kind(),
        job.expectedRemaining(),
        job.startedBefore(),
        claimedNode.filter(poolOfNode::containsKey).orElse(null));
  }
}
