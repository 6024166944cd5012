package dev.accrue.training.loop;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.LossNormalization;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.EquivalenceReport;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.loop.EquivalenceFinding.Reason;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.OutOfMemory;
import dev.accrue.training.torch.DrawProbe;
import dev.accrue.training.torch.GradientSnapshot;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares the gradient that a real window accumulates with the gradient of its samples as one
/// micro-batch. Every pass is dropped, samples come by feeds of its own, and draws are seeded anew
/// by every micro-batch that trains: the weights are those of a training without the check.
///
/// @param denominators of the tasks
record EquivalenceCheck(TorchRuntime runtime, SampleSource train, List<Denominator> denominators) {

  /// Compares the window that begins at a state.
  ///
  /// @return empty when an order canceled it
  /// @throws RuntimeException where memory does not suffice for the window as trained
  Optional<EquivalenceReport> run(TrainingParts parts, TrainingState state)
      throws InterruptedException {
    try (Comparison comparison = new Comparison(parts, state)) {
      return comparison.run();
    }
  }

  private final class Comparison implements AutoCloseable {
    private final TrainingParts parts;
    private final TrainingSpec spec;
    private final TrainableModel model;
    private final TrainingState state;
    private final PlannedWindow window;
    private final GradientSnapshot accumulated;
    private final DrawProbe draws;
    private final int micro;
    private int compared;
    private boolean canceled;

    Comparison(TrainingParts parts, TrainingState state) {
      this.parts = parts;
      this.spec = parts.spec();
      this.model = parts.model();
      this.state = state;
      this.window = parts.feed().windowAt(state);
      this.micro = window.microBatches().getFirst().samples();
      this.compared = window.samples();
      this.accumulated = new GradientSnapshot(runtime, model);
      this.draws = new DrawProbe(runtime, model);
    }

    Optional<EquivalenceReport> run() throws InterruptedException {
      boolean random = takeAccumulated(spec.lossNormalization());
      GradientDifference asTrained = againstLargest();
      GradientDifference explained = asTrained;
      List<Reason> reasons = new ArrayList<>();
      if (hasBatchNorm()) {
        reasons.add(Reason.batchNorm(micro, compared));
      }
      if (random) {
        reasons.add(Reason.draws());
      }
      if (!reasons.isEmpty()) {
        explained = layersOff(spec.lossNormalization());
      }
      if (spec.lossNormalization() == LossNormalization.MICRO_BATCH
          && !(explained.largest() <= EquivalenceFinding.rounding(spec.precision()))) {
        reasons.add(Reason.normalization());
        explained = layersOff(LossNormalization.WINDOW);
      }
      EquivalenceFinding finding =
          new EquivalenceFinding(
              state.optimizerStep() + 1,
              window.samples(),
              micro,
              compared,
              spec.precision(),
              asTrained,
              explained,
              reasons);
      return canceled ? Optional.empty() : Optional.of(finding.report());
    }

    private boolean hasBatchNorm() {
      return spec.batchNormMomentum() != BatchNormMomentum.FROZEN
          && model.buffers().stream().anyMatch(buffer -> buffer.name().endsWith("running_var"));
    }

    /// Dropout passes, and BatchNorm takes its running statistics: samples do not know of each
    /// other.
    private GradientDifference layersOff(LossNormalization rule) throws InterruptedException {
      model.evaluationMode();
      parts.replicas().evaluationMode();
      try {
        takeAccumulated(rule);
        return against(compared, rule);
      } finally {
        parts.replicas().trainingMode();
        model.trainingMode();
      }
    }

    /// Accumulates as the job does.
    ///
    /// @return whether the model drew anything
    private boolean takeAccumulated(LossNormalization rule) throws InterruptedException {
      return pass(
          parts.feed().micro(),
          rule,
          () -> {
            accumulated.take();
            if (parts.replicas().several()) {
              return parts.replicas().draws();
            }
            int last = window.microBatches().size() - 1;
            return draws.drewSince(WindowPass.seed(spec, state.optimizerStep(), last));
          });
    }

    private GradientDifference againstLargest() throws InterruptedException {
      while (true) {
        try {
          return against(compared, spec.lossNormalization());
        } catch (RuntimeException | OutOfMemoryError e) {
          if (!OutOfMemory.is(e)) {
            throw e;
          }
          NativeHeap.giveBack();
          compared = Math.max(micro, Integer.highestOneBit(compared - 1));
        }
      }
    }

    private GradientDifference against(int samples, LossNormalization rule)
        throws InterruptedException {
      return pass(samples, rule, () -> GradientDifference.of(accumulated.distances()));
    }

    /// Accumulates the window and drops it again.
    ///
    /// @param look at the gradients before they are dropped
    private <T> T pass(int samples, LossNormalization rule, java.util.function.Supplier<T> look)
        throws InterruptedException {
      long end = state.optimizerStep() + 1;
      try (WindowFeed feed = new WindowFeed(spec, rule, end, train, denominators, state, samples)) {
        WindowPass pass = new WindowPass(parts.with(feed));
        try {
          canceled |= pass.accumulate(feed.windowAt(state), state.optimizerStep()).isEmpty();
          return look.get();
        } finally {
          pass.drop();
        }
      }
    }

    @Override
    public void close() {
      draws.close();
      accumulated.close();
    }
  }
}
