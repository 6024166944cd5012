package dev.accrue.training.loop;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ResourceSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.memory.MemoryNeeds;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.OutOfMemory;
import dev.accrue.training.model.LayerOutputs;
import dev.accrue.training.script.StartingWeights;
import dev.accrue.training.torch.DrawProbe;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.GradientNorm;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.torch.UpdateRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Everything that one job's training consists of, put together from its spec, its data and, when
/// it goes on from a checkpoint, the tensors of that.
public final class TrainingSession implements AutoCloseable {

  private final TorchRuntime runtime;
  private final TrainingSpec spec;
  private final long totalOptimizerSteps;
  private final SampleSource train;
  private final Validation validation;
  private final Recalibration recalibration;
  private final TrainableModel model;
  private final Function<TorchRuntime, TrainableModel> anotherModel;
  private final Tasks tasks;
  private final Optimizer optimizer;
  private final TrainingTensors tensors;
  private final GradientNorm gradientNorm;
  private final TrainingState start;
  private final Optional<String> weightsLoaded;
  private final JobSpec job;
  private final MemoryNeeds needs;

  /// A checkpoint's content.
  ///
  /// @param tensors by their names in the checkpoint
  public record Resumed(TrainingState state, Map<String, TensorValue> tensors) {

    private Map<String, TensorValue> named(String prefix) {
      return tensors.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(prefix))
          .collect(
              Collectors.toMap(
                  entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }
  }

  private TrainingSession(
      TorchRuntime runtime,
      JobSpec job,
      long totalOptimizerSteps,
      TrainingData data,
      Resumed resumed,
      ModelSources sources)
      throws IOException {
    this.runtime = runtime;
    this.job = job;
    this.spec = job.training();
    this.totalOptimizerSteps = totalOptimizerSteps;
    this.train = data.train();
    this.start = resumed.state();
    ElementType type = ElementType.of(spec.precision());
    this.validation = new Validation(runtime, data.validation(), type);
    this.recalibration = new Recalibration(runtime, train, spec);
    this.model =
        JobModel.load(
            runtime,
            job,
            train.features(),
            train.targets(),
            sources,
            resumed.named(TrainingTensors.MODEL));
    StartingWeights weights = sources.weights();
    this.weightsLoaded =
        weights == null || start.optimizerStep() > 0
            ? Optional.empty()
            : Optional.of(weights.load(model));
    // Replicas get the model's parameters and statistics before each window.
    this.anotherModel =
        device -> {
          TrainableModel another =
              JobModel.load(device, job, train.features(), train.targets(), sources, Map.of());
          prepare(another, spec);
          return another;
        };
    this.needs =
        new MemoryNeeds(
            model.parameters().stream().map(NamedArray::extent).toList(),
            LayerOutputs.of(job, train.features(), train.targets()));
    prepare(model, spec);
    this.tasks = Tasks.of(runtime, spec, train);
    this.optimizer =
        new Optimizer(
            runtime,
            UpdateRules.of(spec),
            model,
            resumed.named(TrainingTensors.OPTIMIZER),
            resumed.named(TrainingTensors.AVERAGE));
    this.gradientNorm = new GradientNorm(runtime, model.gradients());
    this.tensors = new TrainingTensors(runtime, model, optimizer);
  }

  private static void prepare(TrainableModel model, TrainingSpec spec) {
    List<String> patterns = spec.freeze();
    if (patterns != null) {
      model.freeze(patterns);
    }
    model.releaseGradients();
  }

  /// A session that starts from the seed.
  public static TrainingSession begin(
      TorchRuntime runtime, JobSpec job, long totalOptimizerSteps, TrainingData data) {
    Resumed nothing = new Resumed(TrainingState.initial(), Map.of());
    return resume(runtime, job, totalOptimizerSteps, data, nothing);
  }

  /// A session that goes on from a checkpoint.
  public static TrainingSession resume(
      TorchRuntime runtime,
      JobSpec job,
      long totalOptimizerSteps,
      TrainingData data,
      Resumed resumed) {
    try {
      return resume(runtime, job, totalOptimizerSteps, data, resumed, ModelSources.none());
    } catch (IOException e) {
      throw new UncheckedIOException("no file is read for a built-in model", e);
    }
  }

  /// A session that goes on from a checkpoint, or begins with what `sources` holds.
  ///
  /// @throws IOException when weights cannot be read
  public static TrainingSession resume(
      TorchRuntime runtime,
      JobSpec job,
      long totalOptimizerSteps,
      TrainingData data,
      Resumed resumed,
      ModelSources sources)
      throws IOException {
    return new TrainingSession(runtime, job, totalOptimizerSteps, data, resumed, sources);
  }

  /// What was taken of the weights to start from, as a sentence; empty when there were none.
  public Optional<String> weightsLoaded() {
    return weightsLoaded;
  }

  /// Trains from the session's start to its end or until an order ends it.
  public Outcome train(Curve curve, Surroundings surroundings) throws InterruptedException {
    return train(curve, surroundings, MemoryTerms.unlimited());
  }

  /// Trains likewise in the memory that there is.
  ///
  /// @throws dev.accrue.training.memory.OutOfMemoryException when one sample does not fit
  public Outcome train(Curve curve, Surroundings surroundings, MemoryTerms terms)
      throws InterruptedException {
    List<Denominator> denominators = tasks.all().stream().map(Task::denominator).toList();
    JobMemory memory = JobMemory.of(terms, job, train, needs);
    int micro =
        new MicroBatchChoice(spec.batch(), memory, train.size())
            .choose(start, this::trialPass, surroundings);
    compareBackwards(micro, terms.device(), surroundings);
    try (Replicas replicas = replicas(micro, memory, surroundings);
        WindowFeed feed = feed(denominators, micro, memory)) {
      TrainingParts parts =
          new TrainingParts(
              spec,
              totalOptimizerSteps,
              feed,
              model,
              tasks,
              replicas,
              optimizer,
              validation,
              recalibration,
              new BatchAdvisor(gradientNorm, spec),
              new EquivalenceCheck(runtime, train, denominators),
              memory,
              new MemoryMeter(terms),
              curve,
              surroundings);
      return new TrainingLoop(parts, start).run();
    }
  }

  /// The buffers that samples are loaded into have to fit, too.
  private WindowFeed feed(List<Denominator> denominators, int micro, JobMemory memory) {
    try {
      return new WindowFeed(spec, totalOptimizerSteps, train, denominators, start, micro);
    } catch (OutOfMemoryError e) {
      NativeHeap.giveBack();
      if (micro == 1) {
        throw memory.doesNotFit(e);
      }
      return feed(denominators, Math.ceilDiv(micro, 2), memory);
    }
  }

  /// One per device of the job, or as many as one CPU is used best by.
  private Replicas replicas(int micro, JobMemory memory, Surroundings surroundings)
      throws InterruptedException {
    ResourceSpec resources = job.resources();
    int devices = resources == null ? 1 : resources.devices();
    if (devices > 1) {
      return replicas(devices, micro, Replicas::onDevices);
    }
    Integer before = start.position().replicas();
    int threads = TorchRuntime.threads();
    int most =
        runtime.kind() == DeviceKind.CPU
            ? ReplicaCount.of(threads, spec.batch(), micro, before)
            : 1;
    if (most == 1) {
      return Replicas.alone(before);
    }
    try {
      memory.headroom().hold(); // trials take what windows will take, and no more
      // A checkpoint's number stands: the order of sums depends on it.
      int count =
          before != null
              ? most
              : new ReplicaChoice(spec.batch(), memory.terms(), needs)
                  .choose(most, threads, micro, samples -> trialPass(atMost(samples)));
      return count == 1 ? Replicas.alone(1) : sideBySide(count, threads, micro, surroundings);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      NativeHeap.giveBack();
      return Replicas.alone(1);
    } finally {
      memory.headroom().release();
    }
  }

  private Replicas sideBySide(int count, int threads, int micro, Surroundings surroundings)
      throws InterruptedException {
    Replicas replicas = replicas(count, micro, Replicas::sideBySide);
    surroundings.event(
        "SIDE_BY_SIDE",
        "%d replicas of the model train the micro-batches of a window side by side, with %d of %d"
                .formatted(count, threads / count, threads)
            + " threads each");
    return replicas;
  }

  /// Puts replicas together.
  @FunctionalInterface
  private interface Together {
    Replicas of(TorchRuntime runtime, List<TrainableModel> models, List<Tasks> tasks, boolean draws)
        throws InterruptedException;
  }

  private Replicas replicas(int count, int micro, Together together) throws InterruptedException {
    List<TrainableModel> models = new ArrayList<>(List.of(model));
    List<Tasks> losses = new ArrayList<>(List.of(tasks));
    try {
      for (int number = 1; number < count; number++) {
        TorchRuntime device = runtime.onDevice(number);
        models.add(anotherModel.apply(device));
        losses.add(Tasks.of(device, spec, train));
      }
      return together.of(runtime, models, losses, draws(micro));
    } catch (RuntimeException | OutOfMemoryError e) {
      losses.stream().skip(1).forEach(Tasks::close);
      models.stream().skip(1).forEach(TrainableModel::close);
      throw e;
    }
  }

  /// Whether forwards draw at random: tried out, since a user's module may do anything. What cannot
  /// be tried is taken to draw.
  private boolean draws(int micro) throws InterruptedException {
    try (TrialPass trial = trialPass(atMost(micro));
        DrawProbe probe = new DrawProbe(runtime, model)) {
      trial.run();
      return probe.drewSince(TrialPass.SEED);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      NativeHeap.giveBack();
      return true;
    }
  }

  /// Samples of a trial: no more than the first window and the split have.
  private int atMost(int micro) {
    return Math.min(Math.min(micro, spec.batch().effective()), train.size());
  }

  private TrialPass trialPass(int samples) throws InterruptedException {
    return new TrialPass(spec, train, model, tasks, optimizer, samples);
  }

  /// Both ways to train several tasks take different memory; shown once, at the beginning.
  private void compareBackwards(int micro, DeviceKind device, Surroundings surroundings)
      throws InterruptedException {
    if (tasks.all().size() == 1 || start.optimizerStep() > 0) {
      return;
    }
    int samples = atMost(micro);
    try (TrialPass dry = trialPass(samples)) {
      surroundings.event(
          "MEMORY_MEASURED", MemoryMeter.bothWays(dry, device, samples, tasks.forwards() > 1));
    }
  }

  /// What a checkpoint of this session holds.
  public TrainingTensors tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.close();
    gradientNorm.close();
    optimizer.close();
    tasks.close();
    model.close();
  }
}
