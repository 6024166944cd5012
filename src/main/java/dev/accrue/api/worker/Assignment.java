package dev.accrue.api.worker;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// An attempt to start, with the right to do so.
///
/// @param fencingToken grows from attempt to attempt; every write carries it
/// @param leaseToken the secret that the attempt's trainer shows to the server
/// @param devices the worker's devices that the attempt may use, by ordinal
/// @param leaseValidMillis from the moment the request was sent
/// @param environment what the job wants of its trainer's environment, secrets of its team among it
public record Assignment(
    UUID attemptId,
    UUID jobId,
    long fencingToken,
    String leaseToken,
    List<DeviceShare> devices,
    long leaseValidMillis,
    List<EnvironmentVariable> environment) {

  public Assignment {
    devices = List.copyOf(devices);
    // Older servers say nothing of it.
    environment = List.copyOf(Objects.requireNonNullElse(environment, List.of()));
  }

  /// Without anything in its environment.
  public Assignment(
      UUID attemptId,
      UUID jobId,
      long fencingToken,
      String leaseToken,
      List<DeviceShare> devices,
      long leaseValidMillis) {
    this(attemptId, jobId, fencingToken, leaseToken, devices, leaseValidMillis, List.of());
  }

  /// The devices' numbers on the worker.
  public List<Integer> deviceOrdinals() {
    return devices.stream().map(DeviceShare::ordinal).toList();
  }

  /// Keeps the lease token and the environment out of logs.
  @Override
  public String toString() {
    return "Assignment[attempt %s of job %s on %s]".formatted(attemptId, jobId, devices);
  }
}
