package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// How the learning rate changes from one applied update to the next, with the semantics and
/// defaults of PyTorch's schedulers. Each but `one-cycle` may begin with a linear warm-up, and runs
/// over the updates that are left after it.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ScheduleSpec.ConstantSchedule.class, name = "constant"),
  @JsonSubTypes.Type(value = ScheduleSpec.CosineSchedule.class, name = "cosine"),
  @JsonSubTypes.Type(value = ScheduleSpec.LinearSchedule.class, name = "linear"),
  @JsonSubTypes.Type(value = ScheduleSpec.StepSchedule.class, name = "step"),
  @JsonSubTypes.Type(value = ScheduleSpec.OneCycleSchedule.class, name = "one-cycle")
})
public sealed interface ScheduleSpec {

  /// Updates over which the learning rate rises to its full height; 0 for none.
  long warmupOptimizerSteps();

  /// The same learning rate throughout.
  record ConstantSchedule(long warmupOptimizerSteps) implements ScheduleSpec {}

  /// Half a cosine down to `finalFactor` of the learning rate, as `CosineAnnealingLR`.
  record CosineSchedule(long warmupOptimizerSteps, double finalFactor) implements ScheduleSpec {}

  /// A straight line down to `finalFactor` of the learning rate, as `LinearLR`.
  record LinearSchedule(long warmupOptimizerSteps, double finalFactor) implements ScheduleSpec {}

  /// Multiplied by `factor` every so many updates, as `StepLR`.
  record StepSchedule(long warmupOptimizerSteps, long everyOptimizerSteps, double factor)
      implements ScheduleSpec {}

  /// Half a cosine up, half a cosine down, as `OneCycleLR`.
  ///
  /// @param pctStart share of the updates that go up
  /// @param divFactor the first learning rate is the highest divided by this
  /// @param finalDivFactor the last learning rate is the first divided by this
  record OneCycleSchedule(double pctStart, double divFactor, double finalDivFactor)
      implements ScheduleSpec {

    /// Its way up is its warm-up.
    @Override
    public long warmupOptimizerSteps() {
      return 0;
    }
  }
}
