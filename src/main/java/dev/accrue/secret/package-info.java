/// Secrets at rest: of teams, for the environment of their jobs, and whatever else other modules
/// have to keep.
///
/// `SecretBox` seals bytes with a key that is in a file and never in the database, so that a copy
/// of the database shows no secret. A value goes in by `PUT`, and comes out only towards the worker
/// that an attempt of the team was assigned to (`TeamSecrets.open`); no answer of the API, no event
/// and no line of a log has it.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem", "representation", "team"})
package dev.accrue.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
