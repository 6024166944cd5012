/// What servers tell each other through PostgreSQL's `NOTIFY`: that something about a job changed.
/// A signal is sent in the transaction that made the change and arrives once it has committed, on
/// every server. Signals wake, they carry no facts: after a gap listeners are told to look for
/// themselves.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.accrue.signal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
