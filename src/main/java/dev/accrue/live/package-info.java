/// Open streams of server-sent events: how many there may be, what wakes them, and how often they
/// write. A stream is a request that keeps its virtual thread, so writing to a slow reader holds up
/// nobody else; nothing is queued for it. A signal only says that it is worth reading again from
/// the cursor, which each message carries as its `id`.
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "signal"})
package dev.accrue.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
