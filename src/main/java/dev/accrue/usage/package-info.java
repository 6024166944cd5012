/// Reports of what teams used: an integral over the attempts of a stretch of time, computed when
/// somebody asks. docs/usage.md says what counts as what.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem", "team"})
package dev.accrue.usage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
