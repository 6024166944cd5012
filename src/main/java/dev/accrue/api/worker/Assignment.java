package dev.accrue.api.worker;

import java.util.List;
import java.util.UUID;

/// An attempt to start, with the right to do so.
///
/// @param fencingToken grows from attempt to attempt; every write carries it
/// @param leaseToken the secret that the attempt's trainer shows to the server
/// @param devices the worker's devices that the attempt may use, by ordinal
/// @param leaseValidMillis from the moment the request was sent
public record Assignment(
    UUID attemptId,
    UUID jobId,
    long fencingToken,
    String leaseToken,
    List<DeviceShare> devices,
    long leaseValidMillis) {

  public Assignment {
    devices = List.copyOf(devices);
  }

  /// The devices' numbers on the worker.
  public List<Integer> deviceOrdinals() {
    return devices.stream().map(DeviceShare::ordinal).toList();
  }
}
