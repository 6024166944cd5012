/// Decides which job runs where. `Planner` is a pure function; the tick applies its plan in one
/// transaction under an advisory lock, so any number of servers may run it.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "job", "fleet", "signal"})
package dev.accrue.scheduling;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
