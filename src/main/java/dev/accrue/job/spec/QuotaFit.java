package dev.accrue.job.spec;

import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.spec.KeepBestSpec;
import dev.accrue.problem.Violation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Whether what a job keeps of its checkpoints can fit its team's quota. What the estimate does not
/// know (modules of users, data that nobody has looked into, other jobs' checkpoints) is refused
/// when it is saved.
final class QuotaFit {

  private QuotaFit() {}

  /// A rule that keeps checkpoints, and how many at most.
  private record Rule(String field, long written, long kept) {}

  /// What is wrong with the rule that keeps the most.
  static Optional<Violation> check(
      CheckpointSpec spec, CheckpointBytes bytes, long totalOptimizerSteps, long limit) {
    long saves = Math.ceilDiv(totalOptimizerSteps, spec.everyOptimizerSteps());
    List<Rule> rules = rules(spec, totalOptimizerSteps, saves);
    long extra = spec.keepBest() == null ? 0 : spec.keepBest().count();
    long kept = rules.stream().mapToLong(Rule::kept).sum();
    long most = Math.min(kept, saves + extra);
    long fitting = bytes.fitting(limit);
    if (most <= fitting) {
      return Optional.empty();
    }
    String problem =
        "each checkpoint takes about %,d bytes%s, and %,d of them are kept: about %,d bytes, more than the %,d that the team's checkpoints may take"
            .formatted(
                bytes.own(),
                bytes.shared() == 0 ? "" : " beside %,d that all share".formatted(bytes.shared()),
                most,
                bytes.times(most),
                limit);
    String ask = "ask an administrator for a larger checkpoint quota";
    if (fitting == 0) {
      return Optional.of(
          new Violation("model", null, problem, "make the model smaller, or " + ask));
    }
    Rule largest = rules.stream().max(Comparator.comparingLong(Rule::kept)).orElseThrow();
    String fix = "keep at most %,d in all, or %s".formatted(fitting, ask);
    return Optional.of(
        new Violation(largest.field(), Long.toString(largest.written()), problem, fix));
  }

  private static List<Rule> rules(CheckpointSpec spec, long totalOptimizerSteps, long saves) {
    KeepBestSpec best = spec.keepBest();
    Long every = spec.keepEveryOptimizerSteps();
    Rule last = new Rule("checkpoints.keepLast", spec.keepLast(), Math.min(spec.keepLast(), saves));
    Rule bests =
        best == null
            ? new Rule("checkpoints.keepBest.count", 0, 0)
            : new Rule("checkpoints.keepBest.count", best.count(), best.count());
    Rule stretches =
        every == null
            ? new Rule("checkpoints.keepEveryOptimizerSteps", 0, 0)
            : new Rule(
                "checkpoints.keepEveryOptimizerSteps",
                every,
                Math.min(totalOptimizerSteps / every, saves));
    return List.of(last, bests, stretches);
  }
}
