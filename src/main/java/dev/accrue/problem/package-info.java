/// Errors as people and programs see them: every refusal is an RFC 9457 problem with a stable code,
/// the field, the value and the fix. Other modules throw `ProblemException` and know nothing of
/// HTTP beyond its status.
@NullMarked
@ApplicationModule(allowedDependencies = {"api"})
package dev.accrue.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
