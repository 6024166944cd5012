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
    Optimizer optimizer,
    Validation validation,
    Recalibration recalibration,
    Curve curve,
    Surroundings surroundings) {}
