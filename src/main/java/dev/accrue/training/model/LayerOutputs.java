package dev.accrue.training.model;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.architecture.Network;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.memory.MemoryNeeds;
import dev.accrue.training.torch.ElementType;
import java.util.List;

/// How large what the layers of a model put out is, for one sample.
public final class LayerOutputs {

  private LayerOutputs() {}

  /// In the order of the layers; empty for a module of the user's own, whose layers nobody knows.
  public static List<MemoryNeeds.Extent> of(
      JobSpec job, FeatureLayout features, List<TargetLayout> targets) {
    if (job.model() instanceof ModelSpec.TorchScript) {
      return List.of();
    }
    ElementType type = ElementType.of(job.training().precision());
    return BuiltInModels.of(job, features, targets).network().describe().stream()
        .map(row -> extent(row, type))
        .toList();
  }

  private static MemoryNeeds.Extent extent(Network.Row row, ElementType type) {
    long elements = row.output().stream().reduce(1L, Math::multiplyExact);
    return new MemoryNeeds.Extent(
        "%s (%s)".formatted(row.name(), row.kind()), row.output(), elements * type.bytes());
  }
}
