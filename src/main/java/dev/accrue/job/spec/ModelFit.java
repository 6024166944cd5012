package dev.accrue.job.spec;

import dev.accrue.api.spec.ImageSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.spec.TextSpec;
import dev.accrue.api.worker.ModuleCheckTask.Target;
import dev.accrue.architecture.ArchitectureException;
import dev.accrue.architecture.Architectures;
import dev.accrue.architecture.Network;
import dev.accrue.architecture.Output;
import dev.accrue.architecture.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a model fits its samples and stays within the limit of parameters. What only the data
/// can tell (widths of columns, images of an archive) is left to the trainer.
final class ModelFit {

  /// About 16 GB with AdamW's moments in single precision.
  private static final long MAX_PARAMETERS = 1_000_000_000;

  private static final double MILLION = 1e6;

  private ModelFit() {}

  /// Checks the model that a spec describes.
  ///
  /// @param sampleShape of the data set; empty where it is not known
  /// @param targets what each task predicts; empty where it is not known
  /// @return the model, where it fits and is known; its last layers have no tensors where nobody
  ///   knows how many outputs there are
  static Optional<Network> check(
      JobSpec spec, List<Long> sampleShape, List<Target> targets, Violations violations) {
    if (spec.model() instanceof ModelSpec.TorchScript) {
      return Optional.empty();
    }
    ArchitectureException first = null;
    for (Sample sample : samples(spec, sampleShape)) {
      try {
        return Optional.of(network(spec, sample, targets));
      } catch (ArchitectureException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      violations.add(first.field(), null, first.problem(), first.fix());
    }
    return Optional.empty();
  }

  private static Network network(JobSpec spec, Sample sample, List<Target> targets) {
    try {
      List<TaskSpec> tasks = spec.training().tasks();
      Network network =
          Architectures.of(spec.model(), tasks, false, sample, outputs(spec, tasks, targets));
      network.requireParameters();
      if (network.parameters() > MAX_PARAMETERS) {
        throw tooLarge(spec, (double) network.parameters());
      }
      return network;
    } catch (ArithmeticException e) {
      throw tooLarge(spec, (double) Long.MAX_VALUE);
    }
  }

  private static ArchitectureException tooLarge(JobSpec spec, double parameters) {
    boolean classifier =
        spec.model() instanceof ModelSpec.Mlp || spec.model() instanceof ModelSpec.Cnn;
    return new ArchitectureException(
        classifier ? "model.hidden" : "model",
        "the model would have about %.0f million parameters, more than %.0f million"
            .formatted(parameters / MILLION, MAX_PARAMETERS / MILLION),
        "write smaller widths or fewer layers");
  }

  /// What samples may look like; none where nobody knows. Two extents are an image of one channel
  /// or a sequence of vectors: the model fits when it takes one of them.
  private static List<Sample> samples(JobSpec spec, List<Long> shape) {
    TextSpec text = spec.data().text();
    if (text != null) {
      return List.of(Sample.ofTokens(text.sequenceLength(), text.vocabulary(), true));
    }
    if (shape.isEmpty() || spec.data().features() != null) {
      return List.of();
    }
    ImageSpec image = spec.data().image();
    if (image != null && image.height() != null && image.width() != null && shape.size() == 3) {
      long height = image.height();
      long width = image.width();
      return List.of(Sample.real(List.of(shape.getFirst(), height, width)));
    }
    if (shape.size() == 2) {
      Sample picture = Sample.real(List.of(1L, shape.getFirst(), shape.getLast()));
      return List.of(picture, Sample.real(shape));
    }
    return List.of(Sample.real(shape));
  }

  private static List<Output> outputs(
      JobSpec spec, @Nullable List<TaskSpec> tasks, List<Target> targets) {
    TextSpec text = spec.data().text();
    if (tasks == null) {
      return List.of(
          text != null && spec.model() instanceof ModelSpec.TransformerLm
              ? new Output("target", text.vocabulary(), true)
              : new Output("target", outputs(text, targets, 0), false));
    }
    List<Output> outputs = new ArrayList<>();
    for (TaskSpec task : tasks) {
      outputs.add(new Output(task.name(), outputs(text, targets, outputs.size()), false));
    }
    return outputs;
  }

  /// 0 where nobody knows, and for texts, whose models know more than their samples say.
  private static long outputs(@Nullable TextSpec text, List<Target> targets, int task) {
    return text != null || targets.isEmpty() ? 0 : targets.get(task).outputs();
  }
}
