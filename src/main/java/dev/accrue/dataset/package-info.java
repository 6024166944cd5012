/// The catalogue of data sets. Files are blobs; the sample data sets are imported at first start.
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api", "problem", "representation", "blob", "team", "upload", "format"})
package dev.accrue.dataset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
