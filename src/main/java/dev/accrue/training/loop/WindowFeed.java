package dev.accrue.training.loop;

import dev.accrue.api.spec.LossNormalization;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.MicroBatchLoader;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.PlannedWindow;
import dev.accrue.training.window.WindowPlan;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The windows of a job from some state on, and their micro-batches one after the other. It can be
/// restarted at any state with micro-batches of another size: a window is dropped by starting again
/// at its beginning.
final class WindowFeed implements AutoCloseable {

  private final TrainingSpec spec;
  private final LossNormalization rule;
  private final long totalOptimizerSteps;
  private final SampleSource source;
  private final List<Denominator> tasks;
  private final WindowPlan plan;
  private int micro;
  private Ahead ahead;
  private @Nullable MicroBatchLoader loader;

  /// Starts loading.
  ///
  /// @param tasks their denominators, in the order of the targets
  /// @param micro samples of a micro-batch
  WindowFeed(
      TrainingSpec spec,
      long totalOptimizerSteps,
      SampleSource source,
      List<Denominator> tasks,
      TrainingState from,
      int micro) {
    this(spec, spec.lossNormalization(), totalOptimizerSteps, source, tasks, from, micro);
  }

  /// Likewise with another normalisation than the job's.
  WindowFeed(
      TrainingSpec spec,
      LossNormalization normalization,
      long totalOptimizerSteps,
      SampleSource source,
      List<Denominator> tasks,
      TrainingState from,
      int micro) {
    this.spec = spec;
    this.rule = normalization;
    this.totalOptimizerSteps = totalOptimizerSteps;
    this.source = source;
    this.tasks = List.copyOf(tasks);
    Integer epochs = spec.epochs();
    this.plan =
        new WindowPlan(
            source.size(),
            spec.batch(),
            spec.lastWindow(),
            epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs));
    this.micro = micro;
    this.ahead = new Ahead(from);
    this.loader = open(ahead);
  }

  private MicroBatchLoader open(Ahead iterator) {
    int largest = Math.min(micro, spec.batch().largestEffective());
    ElementType type = ElementType.of(spec.precision());
    return new MicroBatchLoader(source, type, order(), largest, iterator);
  }

  /// Keeps the order of an epoch, and is no matter of two threads.
  private SampleOrder order() {
    return new SampleOrder.Shuffled(spec.seed(), source.size());
  }

  /// Goes on from another state, or with micro-batches of another size. No micro-batch taken before
  /// may still be in use.
  void restart(TrainingState from, int newMicro) {
    close();
    micro = newMicro;
    ahead = new Ahead(from);
    loader = open(ahead);
  }

  /// Stops loading, so that what was loaded can be freed, until a restart.
  void pause() {
    close();
    loader = null;
    ahead.planned.clear();
  }

  /// Samples of a micro-batch.
  int micro() {
    return micro;
  }

  /// The window that begins at this state.
  PlannedWindow windowAt(TrainingState state) {
    return plan.windowAt(state.place(), state.optimizerStep(), micro);
  }

  /// The next micro-batch; waits for it.
  FedMicroBatch next() throws InterruptedException {
    LoadedMicroBatch loaded = Objects.requireNonNull(loader, "paused").next();
    Divided divided = ahead.planned.remove();
    return new FedMicroBatch(divided.planned(), divided.denominators(), loaded);
  }

  @Override
  public void close() {
    if (loader != null) {
      loader.close();
    }
  }

  private record Divided(PlannedMicroBatch planned, List<Double> denominators) {}

  /// Runs on the loader's thread, ahead of training by as much as the loader is: a micro-batch's
  /// denominators are known before it is loaded.
  private final class Ahead implements Iterator<PlannedMicroBatch> {
    private final int size = micro;
    private final Normalization normalization = new Normalization(rule, tasks, order());
    private final Queue<Divided> planned = new ConcurrentLinkedQueue<>();
    private final Queue<Divided> window = new ArrayDeque<>();
    private PlannedWindow.Place place;
    private long optimizerStep;

    Ahead(TrainingState from) {
      this.place = from.place();
      this.optimizerStep = from.optimizerStep();
    }

    @Override
    public boolean hasNext() {
      return !window.isEmpty() || optimizerStep < totalOptimizerSteps;
    }

    @Override
    public PlannedMicroBatch next() {
      if (window.isEmpty()) {
        planWindow();
      }
      Divided next = window.remove();
      planned.add(next);
      return next.planned();
    }

    private void planWindow() {
      PlannedWindow next = plan.windowAt(place, optimizerStep, size);
      Iterator<List<Double>> denominators = normalization.of(next).iterator();
      next.microBatches().forEach(m -> window.add(new Divided(m, denominators.next())));
      place = next.end();
      optimizerStep++;
    }
  }
}
