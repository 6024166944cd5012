package dev.accrue.job;

import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.job.spec.RetentionFit;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.List;

/// What a job's retention policy may say, in its spec and afterwards.
public final class RetentionRules {

  private RetentionRules() {}

  /// Makes sure that a policy fits a job.
  ///
  /// @throws ProblemException `INVALID_REQUEST` with its violations
  public static void require(RetentionPolicy policy, JobSpec spec, long totalOptimizerSteps) {
    List<Violation> violations = RetentionFit.check(policy, spec, totalOptimizerSteps, "");
    if (!violations.isEmpty()) {
      Violation first = violations.getFirst();
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "%s: %s; %s".formatted(first.field(), first.message(), first.fix()),
          violations);
    }
  }
}
