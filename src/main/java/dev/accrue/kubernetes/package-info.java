/// Attempts as Jobs of a Kubernetes cluster, where `accrue.placement` is `kubernetes`.
///
/// A *placement* is a row and, some time later, a Kubernetes Job whose pod runs one worker for one
/// attempt. The scheduler's tick makes rows: by its planner over the configured capacity, or, where
/// Kueue decides, for every job that could start, as suspended Jobs. The job stays queued
/// meanwhile, and shows what the cluster says as its reason to wait. When the pod's worker has
/// registered, the tick gives it the attempt. From then on leases, fencing, orders and ends are
/// those of any worker: whatever happens to the cluster, a lease that is not renewed ends.
///
/// The reconciler compares rows with the cluster, as a whole, each time: what a watch says only
/// makes it look sooner. So a missed event, another server or a restart cost time and nothing else.
/// What it does is decided by a pure function, `Course`. One server at a time does it, under an
/// advisory lock; every write to a row has its guard in the statement, and every Job the name of
/// its row, so two that believed it for a moment would not do anything twice.
///
/// A pod knows one secret: a worker token, in a Secret that its Job owns, which is replaced as soon
/// as the pod is gone. Only classes here touch the client, and none is loaded otherwise.
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api",
      "team",
      "job",
      "fleet",
      "scheduling",
      "scheduling::plan",
      "signal"
    })
package dev.accrue.kubernetes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
