/// Serves the web app that the build put on the class path. Its addresses are its own: a page that
/// it shows at `/jobs/…` is no file, so whoever asks for a page gets the app, which then looks at
/// the address.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.accrue.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
