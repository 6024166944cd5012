package dev.accrue.job;

import dev.accrue.api.job.EquivalenceView;
import dev.accrue.api.job.JobState;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.Caller;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes requests to compare a job's next window with its full batch. The next heartbeat of the
/// job's attempt takes an open request to its trainer; while the job waits it stays open.
@Component
class EquivalenceRequests {

  private final VisibleJobs jobs;
  private final JobStateTables states;
  private final EquivalenceStore store;
  private final Signals signals;
  private final Clock clock;

  EquivalenceRequests(
      VisibleJobs jobs,
      JobStateTables states,
      EquivalenceStore store,
      Signals signals,
      Clock clock) {
    this.jobs = jobs;
    this.states = states;
    this.store = store;
    this.signals = signals;
    this.clock = clock;
  }

  /// Asks for a comparison; asking again before it is done is the same request.
  @Transactional
  public EquivalenceView request(Caller caller, UUID jobId) {
    jobs.requireWritable(caller, jobId);
    JobState state =
        states
            .findAndLock(jobId)
            .orElseThrow(
                () -> new ProblemException(ProblemCode.NOT_FOUND, "there is no job " + jobId))
            .state();
    if (state.terminal()) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "job %s has ended as %s and has no further window to compare; submit it again with"
                  .formatted(jobId, state)
              + " training.checkEquivalence: true");
    }
    if (store.request(jobId, caller.name())) {
      String reason = "asked to compare the next window's gradient with its full batch's";
      states.insertEvent(
          new JobEventRow(jobId, null, "EQUIVALENCE_REQUESTED", null, null, caller.name(), reason),
          clock.instant());
      signals.send(Signal.JOB, jobId);
    }
    return newest(jobId);
  }

  EquivalenceView fetch(Caller caller, UUID jobId) {
    jobs.requireVisible(caller, jobId);
    return newest(jobId);
  }

  private EquivalenceView newest(UUID jobId) {
    return store
        .findNewest(jobId)
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NOT_FOUND,
                "nobody has asked for an equivalence check of job %s; POST to this address asks"
                    .formatted(jobId)));
  }
}
