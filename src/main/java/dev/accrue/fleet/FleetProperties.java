package dev.accrue.fleet;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The times that leases live by. A worker trusts a lease for `leaseTtl - leaseSafetyMargin` from
/// the moment it asked, the server for `leaseTtl` from the moment it answered; so a trainer has
/// stopped writing before its job is given to another.
///
/// @param heartbeatInterval time between two heartbeats of a worker
/// @param leaseTtl how long a granted or renewed lease is valid
/// @param leaseSafetyMargin how much earlier than the server a worker stops trusting a lease
/// @param workerTimeout a worker that was silent for so long gets no new work
/// @param removeWorkersAfter one that was not heard of for so long is on no list any more
@ConfigurationProperties("accrue.fleet")
public record FleetProperties(
    @DefaultValue("1s") Duration heartbeatInterval,
    @DefaultValue("30s") Duration leaseTtl,
    @DefaultValue("5s") Duration leaseSafetyMargin,
    @DefaultValue("5s") Duration workerTimeout,
    @DefaultValue("30d") Duration removeWorkersAfter) {

  private static final int HEARTBEATS_IN_A_LEASE = 3;
  private static final int RENEWALS_IN_A_LEASE = 5;

  public FleetProperties {
    Duration trusted = leaseTtl.minus(leaseSafetyMargin);
    require(
        heartbeatInterval.compareTo(Duration.ofMillis(10)) >= 0,
        "accrue.fleet.heartbeat-interval must be at least 10ms, but is " + heartbeatInterval);
    require(
        leaseTtl.compareTo(Duration.ofDays(1)) <= 0,
        "accrue.fleet.lease-ttl must be at most 1d, because jobs of lost workers wait that long,"
            + " but is "
            + leaseTtl);
    require(
        leaseSafetyMargin.isPositive() && trusted.isPositive(),
        "accrue.fleet.lease-safety-margin (%s) must be positive and less than %s (%s)"
            .formatted(leaseSafetyMargin, "accrue.fleet.lease-ttl", leaseTtl));
    require(
        heartbeatInterval.multipliedBy(HEARTBEATS_IN_A_LEASE).compareTo(trusted) <= 0,
        ("accrue.fleet.lease-ttl less accrue.fleet.lease-safety-margin (%s) must hold at least %d"
                + " times accrue.fleet.heartbeat-interval (%s), or one lost heartbeat may lose a"
                + " lease")
            .formatted(trusted, HEARTBEATS_IN_A_LEASE, heartbeatInterval));
    require(
        workerTimeout.compareTo(heartbeatInterval.multipliedBy(2)) >= 0,
        "accrue.fleet.worker-timeout (%s) must be at least twice accrue.fleet.heartbeat-interval (%s)"
            .formatted(workerTimeout, heartbeatInterval));
    require(
        removeWorkersAfter.compareTo(Duration.ofHours(1)) >= 0
            && removeWorkersAfter.compareTo(workerTimeout) > 0,
        "accrue.fleet.remove-workers-after must be at least 1h and longer than %s (%s), but is %s"
            .formatted("accrue.fleet.worker-timeout", workerTimeout, removeWorkersAfter));
  }

  /// How old a lease is at least when a heartbeat renews it. A younger one is left as it is, so
  /// that not every heartbeat writes a row for each trainer; the worker is told what is left of it.
  public Duration renewalAge() {
    return leaseTtl.minus(leaseSafetyMargin).dividedBy(RENEWALS_IN_A_LEASE);
  }

  /// A worker that was last heard then, or earlier, is silent.
  public Instant silentSince(Instant now) {
    return now.minus(workerTimeout);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
