package dev.accrue.job.spec;

import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.KeepBestSpec;
import dev.accrue.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whether a retention policy fits a job.
public final class RetentionFit {

  /// The most checkpoints that one job may keep by its policy.
  static final long MAX_KEPT = 1_000;

  private RetentionFit() {}

  /// What is wrong with a policy, by its fields.
  ///
  /// @param prefix of the fields' names, such as `checkpoints.`
  public static List<Violation> check(
      RetentionPolicy policy, JobSpec spec, long totalOptimizerSteps, String prefix) {
    List<Violation> violations = new ArrayList<>();
    KeepBestSpec best = policy.keepBest();
    Set<String> series = JobSeries.of(spec);
    if (best != null && !series.contains(best.metric())) {
      violations.add(
          new Violation(
              prefix + "keepBest.metric",
              best.metric(),
              "the job has no series of this name",
              Spelling.nearest(best.metric(), series)
                  .map("did you mean %s?"::formatted)
                  .orElse("write one of " + String.join(", ", series))));
    }
    Long every = policy.keepEveryOptimizerSteps();
    if (every != null && totalOptimizerSteps / every > MAX_KEPT) {
      violations.add(
          new Violation(
              prefix + "keepEveryOptimizerSteps",
              every.toString(),
              "%,d optimizer steps / %,d would keep %,d checkpoints, more than %,d"
                  .formatted(totalOptimizerSteps, every, totalOptimizerSteps / every, MAX_KEPT),
              "raise it to at least %d".formatted(Math.ceilDiv(totalOptimizerSteps, MAX_KEPT))));
    }
    return violations;
  }
}
