/// Workers, their devices, and leases, on the side of the server.
///
/// A lease is the right to run an attempt until an instant. Heartbeats renew it, an end by the
/// trainer, a new incarnation of its worker or the reaper ends it, and its fencing token is greater
/// than that of every attempt before. Every write of an attempt, in this module and in others,
/// begins with `Leases.hold`, which checks identifier, token, end and expiry in one statement and
/// keeps the attempt's row until the transaction commits: a stale write changes nothing. Lines of
/// logs alone have a wider fence (module `log`), because they change nothing of a job.
///
/// A device has a counter of the memory that live attempts hold of it, kept by triggers on
/// `attempt_device`, and a constraint that it never exceeds what the device has. Whoever takes or
/// gives back a share updates that counter, so those who want the same device come one after the
/// other.
///
/// Rows are locked in the order worker, attempt, job, device; several devices in the order of their
/// ids.
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api",
      "problem",
      "representation",
      "job",
      "team",
      "secret",
      "dataset",
      "model",
      "blob",
      "signal"
    })
package dev.accrue.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
