/// What operators watch, as metrics that Prometheus reads: the queue, what runs, devices and
/// workers, read from the database every few seconds, whether somebody asks or not. What happens in
/// a server (placements, ends of attempts, points, bytes of blobs) is counted where it happens. All
/// servers tell the same of the platform as a whole, so queries take the maximum of these and the
/// sum of counters. How attempts came to their first optimizer step goes to a collector of traces,
/// where there is one.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "fleet"})
package dev.accrue.observability;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
