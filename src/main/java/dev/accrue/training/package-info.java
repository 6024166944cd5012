/// The trainer: a process that trains one attempt and the only one that loads libtorch. Plain Java
/// without Spring; speaks to the server over HTTP only.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "architecture", "format"})
package dev.accrue.training;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
