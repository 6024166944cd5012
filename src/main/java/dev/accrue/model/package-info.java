/// Models that teams have uploaded: programs and weights.
@NullMarked
@ApplicationModule(allowedDependencies = {"api"})
package dev.accrue.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
