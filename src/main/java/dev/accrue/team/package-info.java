/// Users, teams, tokens and sign-in. Every query of other modules is bound to the teams of the
/// `Caller` that this module establishes.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem"})
package dev.accrue.team;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
