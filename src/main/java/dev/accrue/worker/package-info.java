/// The agent on a machine with devices: registers them, starts one trainer process per attempt,
/// renews leases and forwards orders. Plain Java without Spring; speaks to the server over HTTP
/// only.
@NullMarked
@ApplicationModule(allowedDependencies = {"api"})
package dev.accrue.worker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
