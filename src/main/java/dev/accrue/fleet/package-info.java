/// Workers, their devices, and leases, on the side of the server.
///
/// A lease is the right to run an attempt until an instant. Heartbeats renew it, an end by the
/// trainer, a new incarnation of its worker or the reaper ends it, and its fencing token is greater
/// than that of every attempt before. Every write of an attempt, in this module and in others,
/// begins with `Leases.hold`, which checks identifier, token, end and expiry in one statement and
/// keeps the attempt's row until the transaction commits: a stale write changes nothing.
///
/// Rows are locked in the order worker, attempt, job.
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api", "problem", "job", "team", "dataset", "model", "blob"})
package dev.accrue.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
