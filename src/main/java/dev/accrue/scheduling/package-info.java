/// Decides which job runs where. `plan.Planner` is a pure function; the tick reads a cluster,
/// applies the plan in one transaction under an advisory lock, so any number of servers may run it,
/// and writes down afterwards why the rest waits. Shares of teams and the switches of their queues,
/// which the plan depends on, are here too.
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api", "problem", "representation", "team", "job", "fleet", "signal"})
package dev.accrue.scheduling;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
