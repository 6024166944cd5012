/// The jar's entry point: one program whose first argument names the role. Depends on the roles,
/// and nothing depends on it.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "cli", "embedded", "worker"})
package dev.accrue.launch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
