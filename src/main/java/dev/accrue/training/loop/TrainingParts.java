package dev.accrue.training.loop;

import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TrainableModel;

/// What the loop works with.
///
/// @param totalOptimizerSteps after which it ends
record TrainingParts(
    TrainingSpec spec,
    long totalOptimizerSteps,
    WindowFeed feed,
    TrainableModel model,
    Tasks tasks,
    Replicas replicas,
    Optimizer optimizer,
    Validation validation,
    Recalibration recalibration,
    BatchAdvisor advisor,
    EquivalenceCheck equivalence,
    JobMemory memory,
    MemoryMeter meter,
    Curve curve,
    Surroundings surroundings) {

  /// The same but for where windows come from.
  TrainingParts with(WindowFeed other) {
    return new TrainingParts(
        spec,
        totalOptimizerSteps,
        other,
        model,
        tasks,
        replicas,
        optimizer,
        validation,
        recalibration,
        advisor,
        equivalence,
        memory,
        meter,
        curve,
        surroundings);
  }
}
