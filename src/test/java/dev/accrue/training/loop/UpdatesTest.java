package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.Jobs;
import dev.accrue.training.Synthetic;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.Losses;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.window.PlannedWindow;
import dev.accrue.training.window.WindowPlan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 12, 16, 17 and 19 in the whole loop: averages, frozen parameters, groups, beta2.
class UpdatesTest {

  private static final long STEPS = 40;
  private static final long STOP = 17;
  private static final List<String> OPTIMIZERS =
      List.of(
          "{\"name\": \"sgd\", \"momentum\": 0.9, \"nesterov\": true, \"weightDecay\": 0.01}",
          "{\"name\": \"adam\", \"beta1\": 0.9, \"beta2\": 0.99, \"epsilon\": 1e-8, \"weightDecay\": 0.01}",
          "{\"name\": \"adamw\", \"beta1\": 0.9, \"beta2\": 0.99, \"epsilon\": 1e-8, \"weightDecay\": 0.01}",
          "{\"name\": \"rmsprop\", \"alpha\": 0.9, \"epsilon\": 1e-8, \"momentum\": 0.9, \"centered\": true, \"weightDecay\": 0.01}",
          "{\"name\": \"adagrad\", \"learningRateDecay\": 0.1, \"initialAccumulator\": 0.1, \"epsilon\": 1e-8, \"weightDecay\": 0.01}",
          "{\"name\": \"lamb\", \"beta1\": 0.9, \"beta2\": 0.99, \"epsilon\": 1e-6, \"weightDecay\": 0.01}",
          "{\"name\": \"lion\", \"beta1\": 0.9, \"beta2\": 0.99, \"weightDecay\": 0.01}");

  private static final TrainingData DATA = new TrainingData(data("train"), data("test"));

  @TempDir Path directory;

  private static Synthetic data(String name) {
    return new Synthetic(name, 50, List.of(6L), List.of(3), 0.1, ElementType.F32, 11);
  }

  private static Jobs job(String optimizer) {
    Jobs job =
        Jobs.mlp()
            .batch(12, 5)
            .optimizer(optimizer, 0.003)
            .with("model.dropout", "0.3")
            .with("training.ema", "{\"decay\": 0.9}")
            .with(
                "training.parameterGroups",
                "[{\"match\": \"*.bias\", \"learningRateFactor\": 2, \"weightDecay\": 0}]")
            .with(
                "training.schedule",
                "{\"name\": \"cosine\", \"warmupOptimizerSteps\": 3, \"finalFactor\": 0}")
            .with(
                "training.loss",
                """
                {"name": "cross-entropy", "labelSmoothing": 0.1, "classWeights": [1, 2, 0.5]}
                """)
            .steps(STEPS);
    return optimizer.contains("adam") || optimizer.contains("lamb")
        ? job.with("training.beta2Scaling", "{\"name\": \"samples\", \"referenceBatch\": 6}")
        : job;
  }

  @Test
  void everyOptimizerGoesOnBitForBit() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      for (String optimizer : OPTIMIZERS) {
        JobSpec job = job(optimizer).spec();
        Trained whole = Trained.run(runtime, job, DATA);
        Trained half = untilPreempted(runtime, job);
        assertThat(half.state().optimizerStep()).isEqualTo(STOP);
        try (TrainingSession rest = resumed(runtime, job, half.tensors(), half.state())) {
          assertThat(Trained.finish(rest).tensors()).as(optimizer).isEqualTo(whole.tensors());
        }
        assertThat(half.tensors()).isNotEqualTo(whole.tensors());
      }
    }
  }

  private static TrainingSession resumed(
      TorchRuntime runtime, JobSpec job, Map<String, TensorValue> tensors, TrainingState state) {
    return TrainingSession.resume(
        runtime, job, STEPS, DATA, new TrainingSession.Resumed(state, tensors));
  }

  private static Trained untilPreempted(TorchRuntime runtime, JobSpec job) throws Exception {
    try (TrainingSession session = TrainingSession.begin(runtime, job, STEPS, DATA)) {
      Recorded recorded = new Recorded();
      recorded.afterStep =
          () ->
              recorded.order =
                  recorded.last.optimizerStep() == STOP ? Order.PREEMPT : Order.CONTINUE;
      Outcome outcome = session.train(recorded, recorded);
      return new Trained(Trained.tensors(session), outcome.state(), recorded);
    }
  }

  /// The averages of a job put into a model of their own.
  @Test
  void validationMeasuresTheAverages() throws Exception {
    JobSpec job = job(OPTIMIZERS.getFirst()).spec();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained trained = Trained.run(runtime, job, DATA);
      double reported =
          Objects.requireNonNull(trained.recorded().points("validation/loss").get(STEPS));
      Map<String, TensorValue> averages = new HashMap<>(trained.tensors());
      trained
          .tensors()
          .forEach((name, value) -> {
            if (name.startsWith(TrainingTensors.AVERAGE)) {
              String parameter = name.substring(TrainingTensors.AVERAGE.length());
              assertThat(averages.put(TrainingTensors.MODEL + parameter, value))
                  .isNotEqualTo(value);
            }
          });
      assertThat(measured(runtime, job, averages, trained.state()))
          .isCloseTo(reported, within(1e-6 * reported));
      assertThat(measured(runtime, job, trained.tensors(), trained.state()))
          .isNotCloseTo(reported, within(1e-4 * reported));
    }
  }

  private static double measured(
      TorchRuntime runtime, JobSpec job, Map<String, TensorValue> tensors, TrainingState state)
      throws Exception {
    try (TrainingSession session = resumed(runtime, job, tensors, state);
        Tasks tasks = Tasks.of(runtime, job.training(), DATA.train())) {
      Validation validation = new Validation(runtime, DATA.validation(), ElementType.F32);
      return Objects.requireNonNull(
          validation.measure(session.tensors().model(), tasks, 50).get("loss"));
    }
  }

  @Test
  void frozenParametersKeepWhatTheSeedGaveThem() throws Exception {
    JobSpec job = job(OPTIMIZERS.get(2)).with("training.freeze", "[\"layers.1.*\"]").spec();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      try (TrainingSession session = TrainingSession.begin(runtime, job, STEPS, DATA)) {
        Map<String, TensorValue> before = Trained.tensors(session);
        Map<String, TensorValue> after = Trained.finish(session).tensors();
        List<String> changed =
            after.keySet().stream()
                .filter(name -> name.startsWith(TrainingTensors.MODEL))
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .toList();
        assertThat(changed).hasSize(2).noneMatch(name -> name.contains("layers.1."));
      }
    }
  }

  /// Contract 17.
  @Test
  void aLossThatCouplesSamplesIsRefusedForSeveralMicroBatches() {
    TargetLayout layout = new TargetLayout("numbers", TargetLayout.Kind.REAL, List.of(2L), 0);
    WindowPlan plan =
        new WindowPlan(40, new BatchSpec(12, 6), LastWindow.STEP, OptionalInt.empty());
    PlannedWindow.Place start = TrainingState.initial().place();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        Tasks tasks =
            new Tasks(
                runtime,
                List.of(
                    new Task(
                        "",
                        1,
                        Losses.of(runtime, new LossSpec.Contrastive(0.1), 1, null, layout),
                        _ -> 1)),
                Backward.JOINT)) {
      assertThatThrownBy(() -> tasks.requireWhole(plan.windowAt(start, 0, 6)))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("12 samples in 2 micro-batches")
          .hasMessageContaining("write micro: 12");
      assertThatCode(() -> tasks.requireWhole(plan.windowAt(start, 0, 12)))
          .doesNotThrowAnyException();
    }
  }
}
