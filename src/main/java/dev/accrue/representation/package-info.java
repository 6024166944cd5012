/// How resources are shown over HTTP, the same for all of them: entity tags, so that nobody
/// overwrites what they have not seen and nobody reads again what has not changed, and lists of
/// which a caller wants some fields only, or in another order. Controllers mark what they answer
/// with `@Tagged`, `@Sparse` and `@Sorted`. Lists that grow are read page by page: `SortKeys` says
/// what they may be sorted by, and `Paging` has the parts of the statement.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem"})
package dev.accrue.representation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
