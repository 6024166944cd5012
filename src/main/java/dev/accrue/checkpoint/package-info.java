/// Checkpoints: manifests of tensors, each a blob. A checkpoint is visible only when it is
/// complete.
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api",
      "problem",
      "representation",
      "job",
      "fleet",
      "blob",
      "team",
      "format"
    })
package dev.accrue.checkpoint;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
