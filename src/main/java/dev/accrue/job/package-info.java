/// Jobs: specs and their validation, the life cycle, and the REST API. Every change of state goes
/// through `JobLifecycle`, which records an event in the same transaction.
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api",
      "architecture",
      "problem",
      "representation",
      "dataset",
      "model",
      "secret",
      "team",
      "signal"
    })
package dev.accrue.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
