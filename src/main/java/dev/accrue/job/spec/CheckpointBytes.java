package dev.accrue.job.spec;

import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.architecture.NameGlob;
import dev.accrue.architecture.Network;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// What the checkpoints of a job take at least. The program of the model, some kilobytes, is left
/// out.
///
/// @param shared of parameters that are not trained, which all checkpoints have in common
/// @param own of everything else, in each checkpoint
record CheckpointBytes(long shared, long own) {

  private static final int COUNTER_BYTES = 8;

  static CheckpointBytes of(Network network, TrainingSpec training) {
    int elementBytes = training.precision() == Precision.FP64 ? 8 : 4;
    int copies = 1 + optimizerTensors(training.optimizer()) + (training.ema() == null ? 0 : 1);
    List<Pattern> frozen =
        Objects.requireNonNullElse(training.freeze(), List.<String>of()).stream()
            .map(NameGlob::compile)
            .toList();
    long shared = 0;
    long own = 0;
    for (Network.Named named : network.tensors()) {
      long elements = named.tensor().elements();
      switch (named.tensor().kind()) {
        case PARAMETER -> {
          if (frozen.stream().anyMatch(it -> it.matcher(named.name()).matches())) {
            shared += elements * elementBytes;
          } else {
            own += elements * elementBytes * copies;
          }
        }
        case BUFFER -> own += elements * elementBytes;
        case COUNTER -> own += elements * COUNTER_BYTES;
      }
    }
    return new CheckpointBytes(shared, own);
  }

  /// Tensors that the optimizer keeps per parameter.
  private static int optimizerTensors(OptimizerSpec optimizer) {
    return switch (optimizer) {
      case OptimizerSpec.Sgd sgd -> sgd.momentum() == 0 ? 0 : 1;
      case OptimizerSpec.RmsProp rms -> 1 + (rms.centered() ? 1 : 0) + (rms.momentum() > 0 ? 1 : 0);
      case OptimizerSpec.Adagrad _, OptimizerSpec.Lion _ -> 1;
      case OptimizerSpec.Adam _, OptimizerSpec.AdamW _, OptimizerSpec.Lamb _ -> 2;
    };
  }

  /// Of so many checkpoints.
  long times(long checkpoints) {
    return shared + checkpoints * own;
  }

  /// How many checkpoints fit.
  long fitting(long limit) {
    if (shared > limit) {
      return 0;
    }
    return own == 0 ? Long.MAX_VALUE : (limit - shared) / own;
  }
}
