package dev.accrue.fleet;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Drains as columns of `worker`. The worker hears of it in the answer to its next heartbeat.
@Component
@Transactional
class WorkerDrains implements Drains {

  private final WorkerStore workers;
  private final Clock clock;

  WorkerDrains(WorkerStore workers, Clock clock) {
    this.workers = workers;
    this.clock = clock;
  }

  @Override
  public String drain(UUID workerId, @Nullable Instant deadline) {
    return workers
        .drain(workerId, clock.instant(), deadline)
        .orElseThrow(() -> WorkerStore.unknown(workerId));
  }

  @Override
  public String resume(UUID workerId) {
    return workers.resume(workerId).orElseThrow(() -> WorkerStore.unknown(workerId));
  }
}
