package dev.accrue.job;

import dev.accrue.api.job.PlanView;
import dev.accrue.job.spec.ReadSpec;
import dev.accrue.job.spec.SpecFormat;
import dev.accrue.job.spec.StagePlans;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Says what a spec would come to, and keeps nothing. Whoever may see a team may plan for it.
@Component
class JobPlans {

  private final CallersSpecs specs;
  private final PlanTables measured;
  private final StartPreview starts;

  JobPlans(CallersSpecs specs, PlanTables measured, StartPreview starts) {
    this.specs = specs;
    this.measured = measured;
    this.starts = starts;
  }

  PlanView plan(Caller caller, byte[] body, SpecFormat format) {
    ReadSpec read = specs.read(caller, body, format);
    Membership team = caller.findMembership(read.spec().team()).orElseThrow();
    List<PlanView.Stage> stages = StagePlans.of(read.spec().training(), read.samples());
    Optional<PlanTables.Measured> before = measured.findSameWork(team.teamId(), read.spec());
    Optional<Double> seconds =
        before.map(known -> known.stepSeconds() * read.totalOptimizerSteps());
    return new PlanView(
        read.spec(),
        read.samples(),
        read.totalOptimizerSteps(),
        StagePlans.epochs(read.spec().training(), stages, read.totalOptimizerSteps()),
        stages,
        before.map(PlanTables.Measured::peakBytes).map(Double::longValue).orElse(null),
        seconds.orElse(null),
        starts
            .preview(
                team.teamId(),
                caller.userId(),
                read.spec(),
                seconds.map(it -> Duration.ofMillis((long) (it * 1000))).orElse(null))
            .orElse(null));
  }
}
