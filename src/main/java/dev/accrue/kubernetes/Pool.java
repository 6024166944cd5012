package dev.accrue.kubernetes;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.WorkerLabels;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// A kind of pods, and how many devices there are for them.
///
/// @param image of the worker
/// @param labels of their workers, which specs select by
/// @param nodes how many nodes of `devicesPerNode` devices; the planner counts with it, Kueue does
///   not
/// @param deviceMemory what a job may use of each device
/// @param cpu processors for each device
/// @param memory main memory for each device
/// @param resource what the cluster calls a device, such as `nvidia.com/gpu`; for GPUs only
/// @param scratch disk for the data sets and checkpoints of an attempt
/// @param nodeSelector labels of nodes that its pods need
record Pool(
    String name,
    String image,
    @DefaultValue("CPU") DeviceKind kind,
    @DefaultValue Map<String, String> labels,
    @DefaultValue("1") int nodes,
    @DefaultValue("1") int devicesPerNode,
    @DefaultValue("3GB") DataSize deviceMemory,
    @DefaultValue("2") String cpu,
    @DefaultValue("4Gi") String memory,
    @DefaultValue("nvidia.com/gpu") String resource,
    @DefaultValue("20Gi") String scratch,
    @DefaultValue Map<String, String> nodeSelector,
    @DefaultValue List<Toleration> tolerations) {

  private static final int MOST_NODES = 5_000;
  private static final int MOST_DEVICES = 64;
  private static final String QUANTITY = "[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?";

  /// What a pod puts up with.
  ///
  /// @param operator `Exists` or `Equal`
  /// @param value for `Equal`
  /// @param effect null for all
  record Toleration(
      String key,
      @DefaultValue("Exists") String operator,
      @Nullable String value,
      @Nullable String effect) {}

  Pool {
    require("name", name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), name, "a short name");
    require("image", !image.isBlank(), "empty", "the worker's image");
    require("nodes", nodes >= 1 && nodes <= MOST_NODES, nodes, "1 to " + MOST_NODES);
    require(
        "devices-per-node",
        devicesPerNode >= 1 && devicesPerNode <= MOST_DEVICES,
        devicesPerNode,
        "1 to " + MOST_DEVICES);
    require("device-memory", deviceMemory.toBytes() > 0, deviceMemory, "a size");
    for (String quantity : List.of(cpu, memory, scratch)) {
      require("cpu, memory or scratch", quantity.matches(QUANTITY), quantity, "2, 500m or 4Gi");
    }
    labels.forEach((key, value) ->
        require(
            "labels",
            key.matches(WorkerLabels.KEY) && value.matches(WorkerLabels.VALUE),
            key + "=" + value,
            "names and values as labels of workers have them"));
    labels = Map.copyOf(labels);
    nodeSelector = Map.copyOf(nodeSelector);
    tolerations = List.copyOf(tolerations);
  }

  private static void require(String name, boolean condition, Object value, String fix) {
    if (!condition) {
      throw new IllegalArgumentException(
          "accrue.kubernetes.pools: %s is %s; give %s".formatted(name, value, fix));
    }
  }
}
