package dev.accrue.scheduling.plan;

import dev.accrue.api.worker.DeviceKind;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a job asks of a worker. Most waiting jobs ask for the same few things.
///
/// @param deviceMemoryBytes of each device; null for whole devices
/// @param kind null for any
public record Need(
    int devices,
    @Nullable Long deviceMemoryBytes,
    Map<String, String> selector,
    @Nullable DeviceKind kind) {

  private static final double GIB = 1L << 30;

  static Need of(WaitingJob job) {
    return new Need(job.devices(), job.deviceMemoryBytes(), job.selector(), job.kind());
  }

  /// Such as "2 CUDA devices of 40 GiB on one worker with zone=north".
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder().append(devices);
    if (deviceMemoryBytes == null) {
      words.append(" whole");
    }
    if (kind != null) {
      words.append(' ').append(kind);
    }
    words.append(devices == 1 ? " device" : " devices");
    if (deviceMemoryBytes != null) {
      words.append(" of ").append(gibibytes(deviceMemoryBytes));
    }
    if (devices > 1 || !selector.isEmpty()) {
      words.append(" on one worker");
    }
    String separator = " with ";
    for (Map.Entry<String, String> label : new TreeMap<>(selector).entrySet()) {
      words.append(separator).append(label.getKey()).append('=').append(label.getValue());
      separator = ", ";
    }
    return words.toString();
  }

  private static String gibibytes(long bytes) {
    double gib = bytes / GIB;
    return gib == Math.rint(gib)
        ? "%d GiB".formatted((long) gib)
        : String.format(Locale.ROOT, "%.2f GiB", gib);
  }
}
