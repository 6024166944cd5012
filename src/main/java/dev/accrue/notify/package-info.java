/// Tells teams of their jobs over channels: webhooks, Slack's kind of webhooks, and mail.
///
/// What is to be sent is a row that is written in the transaction that changes what it tells of: by
/// a trigger on `job_event` for changes of state, by the ingest of points for thresholds. So
/// nothing that was rolled back is told, and nothing that was committed is forgotten. Any server
/// sends it, again and again until a receiver takes it or it is given up: at least once, under the
/// same id.
///
/// URLs come from people, so the server connects to public addresses only, unless its operator
/// allows others, and to the very addresses that it looked at.
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api",
      "problem",
      "representation",
      "team",
      "secret",
      "signal",
      "metric",
      "address"
    })
package dev.accrue.notify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
