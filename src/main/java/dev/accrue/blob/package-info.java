/// Immutable bytes named by their SHA-256. Their rows are in PostgreSQL, and the bytes too, in
/// chunks of 1 MiB, or each in an object of an S3-compatible store. A blob that can be read is
/// complete and its digest was checked when it was written.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem"})
package dev.accrue.blob;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
