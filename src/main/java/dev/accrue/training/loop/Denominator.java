package dev.accrue.training.loop;

import dev.accrue.api.spec.LossSpec;
import dev.accrue.training.data.SampleSource;
import java.util.List;

/// What a sample's target counts in a task's denominator: its elements that are not masked, or
/// where classes have weights the weight of its class. The sum over a window's samples is what the
/// window's sum of losses is divided by. Asked for on the loader's thread, ahead of training.
@FunctionalInterface
public interface Denominator {

  /// What this sample adds; 0 where its target is masked.
  double of(int sample);

  /// What PyTorch's mean of this loss divides by.
  ///
  /// @param target its index in the source's targets
  static Denominator of(LossSpec loss, SampleSource source, int target) {
    return switch (loss) {
      case LossSpec.CrossEntropy entropy -> {
        Integer index = entropy.ignoreIndex();
        long ignored = index == null ? SampleSource.MASKED : index;
        List<Double> weights = entropy.classWeights();
        yield weights == null
            ? sample -> source.targetElements(target, sample, ignored)
            : sample -> {
              long value = source.targetClass(target, sample);
              return value == SampleSource.MASKED || value == ignored
                  ? 0
                  : weights.get((int) value);
            };
      }
      case LossSpec.Contrastive _ -> _ -> 1;
      case LossSpec.TokenCrossEntropy _,
          LossSpec.BinaryCrossEntropy _,
          LossSpec.MeanSquaredError _,
          LossSpec.MeanAbsoluteError _,
          LossSpec.Huber _ ->
          sample -> source.targetElements(target, sample, SampleSource.MASKED);
    };
  }
}
