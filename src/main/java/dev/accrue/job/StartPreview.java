package dev.accrue.job;

import dev.accrue.api.job.PlanView;
import dev.accrue.api.spec.JobSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Says when a job would start that nobody has submitted. Implemented where jobs are scheduled.
public interface StartPreview {

  /// A place in the queue as it is now; empty when the queue is too long to look at for a preview.
  /// Changes nothing.
  ///
  /// @param expected how long the job takes; null when nobody knows
  Optional<PlanView.Place> preview(
      UUID teamId, UUID userId, JobSpec spec, @Nullable Duration expected);
}
