/// Immutable bytes in PostgreSQL, named by their SHA-256 and kept in chunks of 1 MiB. A blob that
/// can be read is complete and its digest was checked when it was written.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem"})
package dev.accrue.blob;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
