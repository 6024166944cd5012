/// Points of curves: ingested in idempotent batches, read back as one curve per job, and streamed
/// live.
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api", "problem", "job", "fleet", "team", "signal", "live"})
package dev.accrue.metric;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
