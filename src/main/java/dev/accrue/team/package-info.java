/// Users, teams, tokens, sign-in, and the log of what administrators did. Every query of other
/// modules is bound to the teams of the `Caller` that this module establishes.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem", "representation"})
package dev.accrue.team;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
