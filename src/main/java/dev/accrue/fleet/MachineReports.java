package dev.accrue.fleet;

import dev.accrue.api.worker.EndCause;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Takes such reports as rows of `attempt` and `worker`.
@Component
@Transactional(propagation = Propagation.MANDATORY)
class MachineReports implements Machines {

  private final AttemptStore attempts;
  private final AttemptEnds ends;
  private final WorkerStore workers;
  private final Clock clock;

  MachineReports(AttemptStore attempts, AttemptEnds ends, WorkerStore workers, Clock clock) {
    this.attempts = attempts;
    this.ends = ends;
    this.workers = workers;
    this.clock = clock;
  }

  @Override
  public boolean endUnserved(
      UUID attemptId, UUID jobId, EndCause cause, String message, String actor) {
    if (!attempts.lockLive(attemptId)) {
      return false;
    }
    ends.end(attemptId, jobId, cause, message, actor);
    return true;
  }

  @Override
  public void gone(UUID workerId) {
    workers.gone(workerId, clock.instant());
  }
}
