/// The planner: who gets which devices, who has to give some back, and why everybody else waits.
///
/// `Planner.plan` is a pure function of a `Cluster`, all that matters as of one moment, and a
/// `Policy`. It knows no clock, no database and no chance, and gives equal decisions for equal
/// clusters in whatever order their parts come. The rules and where they come from are in
/// docs/scheduling.md.
@NullMarked
@NamedInterface("plan")
package dev.accrue.scheduling.plan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
