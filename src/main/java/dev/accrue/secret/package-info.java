/// Secrets at rest. `SecretBox` seals bytes with a key that is kept in a file beside the database
/// and never in it, so that neither a copy of the database nor a statement shows a secret.
@NullMarked
@ApplicationModule(allowedDependencies = {"problem"})
package dev.accrue.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
