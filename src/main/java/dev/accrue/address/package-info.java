/// Which addresses are on the internet: the server makes connections to addresses that people send
/// in more than one place, and has to rule the same ones out everywhere.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.accrue.address;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
