/// Workers, their devices, and leases, on the side of the server. A lease is valid until an
/// instant; every write of an attempt names its fencing token, and one that is stale changes
/// nothing.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem", "job", "team", "dataset", "blob"})
package dev.accrue.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
