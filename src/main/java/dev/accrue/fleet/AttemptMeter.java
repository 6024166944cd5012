package dev.accrue.fleet;

import dev.accrue.api.worker.EndCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/// Counts how attempts end.
@Component
class AttemptMeter {

  private final MeterRegistry registry;
  private final Counter expired;

  AttemptMeter(MeterRegistry registry) {
    this.registry = registry;
    this.expired =
        Counter.builder("accrue.leases.expired")
            .description("Leases that were not renewed in time")
            .register(registry);
    for (EndCause cause : EndCause.values()) {
      ended(cause);
    }
  }

  private Counter ended(EndCause cause) {
    return Counter.builder("accrue.attempts.ended")
        .description("Attempts that ended, by why")
        .tag("cause", cause.name())
        .register(registry);
  }

  void countEnd(EndCause cause) {
    ended(cause).increment();
  }

  void countExpiry() {
    expired.increment();
  }
}
