/// The command line. Speaks to the server over HTTP only.
@NullMarked
@ApplicationModule(allowedDependencies = {"api"})
package dev.accrue.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
