/// The types that cross HTTP. The server, the workers, the trainers and the command line share
/// these and nothing else, so this module depends on no other and holds no behaviour beyond
/// derivations of its own values.
@NullMarked
@ApplicationModule(
    type = ApplicationModule.Type.OPEN,
    allowedDependencies = {})
package dev.accrue.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
