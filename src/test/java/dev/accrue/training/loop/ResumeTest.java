package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.Split;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 10 and 12: a checkpoint holds all there is to know, so that training from it goes on as
/// if nothing had happened, dropout and BatchNorm included.
class ResumeTest {

  private static final long STEPS = 40;
  private static final long STOP = 17;
  private static final String ADAMW =
      """
      {"name": "adamw", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01}
      """;

  @TempDir Path directory;

  @Test
  void adamWWithDropoutAndBatchNormGoesOnBitForBit() throws Exception {
    goesOn(Jobs.cnn(true, 0.3).optimizer(ADAMW, 1e-3));
  }

  @Test
  void aScheduleAndClippingGoOnBitForBit() throws Exception {
    goesOn(
        Jobs.cnn(true, 0.3)
            .optimizer(ADAMW, 5e-3)
            .with(
                "training.schedule",
                """
                {"name": "one-cycle", "pctStart": 0.3, "divFactor": 25, "finalDivFactor": 1e4}
                """)
            .with("training.clipping", "{\"norm\": 0.5, \"value\": 0.1}"));
  }

  @Test
  void nesterovMomentumGoesOnBitForBit() throws Exception {
    goesOn(Jobs.cnn(false, 0.3).with("training.optimizer.nesterov", "true"));
  }

  /// oneDNN computes its wide layers.
  @Test
  void aWideModelGoesOnBitForBit() throws Exception {
    goesOn(
        Jobs.mlp()
            .with(
                "model",
                """
                {"architecture": "mlp", "hidden": [1024, 512], "dropout": 0.1}
                """)
            .optimizer(ADAMW, 1e-3));
  }

  /// The data of 200 samples end in the middle of a window of 96.
  @Test
  void stagesCarriedWindowsAndRecalibrationGoOnBitForBit() throws Exception {
    goesOn(
        Jobs.cnn(true, 0.3)
            .with(
                "training.batch",
                """
                {"effective": [{"fromOptimizerStep": 0, "effective": 24},
                               {"fromOptimizerStep": 10, "effective": 96}], "micro": 40}
                """)
            .with("training.lastWindow", "\"carry\"")
            .with("training.recalibrationSamples", "150")
            .steps(STEPS)
            .spec(),
        Mnist.few(directory));
  }

  private void goesOn(Jobs jobs) throws Exception {
    goesOn(jobs.batch(96, 40).steps(STEPS).spec(), Mnist.train());
  }

  private void goesOn(JobSpec job, Split train) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained whole = Trained.run(runtime, job, train, Mnist.few(directory));
      Trained half = untilPreempted(runtime, job, train);
      assertThat(half.state().optimizerStep()).isEqualTo(STOP);
      Trained rest = resume(runtime, job, train, half);

      assertThat(rest.tensors()).isEqualTo(whole.tensors());
      assertThat(rest.state()).isEqualTo(whole.state());
      assertThat(half.tensors()).isNotEqualTo(whole.tensors());
      Map<Long, Double> losses = half.recorded().points("train/loss");
      losses.putAll(rest.recorded().points("train/loss"));
      assertThat(losses).isEqualTo(whole.recorded().points("train/loss")).hasSize((int) STEPS);
    }
  }

  private Trained untilPreempted(TorchRuntime runtime, JobSpec job, Split train) throws Exception {
    try (TrainingSession session =
        TrainingSession.begin(
            runtime, job, STEPS, Trained.data(job, train, Mnist.few(directory)))) {
      Recorded recorded = new Recorded();
      recorded.afterStep =
          () ->
              recorded.order =
                  recorded.last.optimizerStep() == STOP ? Order.PREEMPT : Order.CONTINUE;
      Outcome outcome = session.train(recorded, recorded);
      assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PREEMPTED);
      return new Trained(Trained.tensors(session), outcome.state(), recorded);
    }
  }

  private Trained resume(TorchRuntime runtime, JobSpec job, Split train, Trained from)
      throws Exception {
    Map<String, TensorValue> tensors = from.tensors();
    try (TrainingSession session =
        TrainingSession.resume(
            runtime,
            job,
            STEPS,
            Trained.data(job, train, Mnist.few(directory)),
            new TrainingSession.Resumed(from.state(), tensors))) {
      return Trained.finish(session);
    }
  }
}
