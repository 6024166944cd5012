/// The platform on one machine from one command: a persistent PostgreSQL, the server, and a worker
/// process that is started again when it dies.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "team", "cli", "worker", "secret"})
package dev.accrue.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
