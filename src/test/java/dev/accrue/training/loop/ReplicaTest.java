package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.Split;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 23: a job on several devices, or on several threads side by side, is the job on one.
class ReplicaTest {

  @TempDir Path directory;

  private final Split train = Mnist.train();

  private static Jobs devices(Jobs job, int devices) {
    return job.with("resources", "{\"devices\": %d}".formatted(devices));
  }

  /// Six micro-batches, the last one smaller.
  @Test
  void threeReplicasOfAnMlpEqualOneDevice() throws Exception {
    equal(Jobs.mlp().batch(96, 18), 1e-5);
  }

  @Test
  void fewerMicroBatchesThanReplicasLeaveSomeIdle() throws Exception {
    equal(Jobs.mlp().batch(96, 60), 1e-5);
    equal(Jobs.mlp().batch(96, 96), 1e-5);
  }

  @Test
  void microBatchMeansAndCarriedWindowsEqualOneDevice() throws Exception {
    equal(
        Jobs.mlp()
            .batch(96, 20)
            .with("training.lossNormalization", "\"micro-batch\"")
            .with("training.lastWindow", "\"carry\""),
        1e-5);
  }

  @Test
  void replicasDropOutWhatOneDeviceDrops() throws Exception {
    equal(Jobs.cnn(false, 0.4).batch(96, 18), 1e-5);
  }

  /// Gradients and weights are those of one device. Statistics forget as much in an optimizer step;
  /// only a micro-batch's place in the window, which weighs it a little, is another.
  @Test
  void batchNormForgetsAsMuchPerOptimizerStep() throws Exception {
    for (String momentum : new String[] {"\"adjusted\"", "\"as-is\""}) {
      Jobs job = Jobs.cnn(true, 0).batch(96, 18).with("training.batchNormMomentum", momentum);
      try (TorchRuntime runtime = TestRuntime.start(directory)) {
        Trained one = run(runtime, job.spec());
        Trained three = run(runtime, devices(job, 3).spec());
        assertThat(difference(one, three, "weight")).isLessThan(1e-4);
        assertThat(difference(one, three, "running_")).isLessThan(0.02);
        assertThat(difference(one, three, "num_batches_tracked")).isZero();
      }
    }
  }

  @Test
  void equalRunsGiveEqualBitsWhateverTheThreadsDo() throws Exception {
    Jobs job = devices(Jobs.cnn(true, 0.4).batch(96, 10), 3);
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      assertThat(run(runtime, job.spec()).tensors()).isEqualTo(run(runtime, job.spec()).tensors());
    }
  }

  @Test
  void aResumedJobGoesOnBitForBit() throws Exception {
    JobSpec job = devices(Jobs.cnn(true, 0.4).batch(96, 18), 3).spec();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained whole = run(runtime, job);
      Trained half = untilPreempted(runtime, job, 7);
      assertThat(resume(runtime, job, half).tensors()).isEqualTo(whole.tensors());
    }
  }

  @Test
  void aCancelLeavesNoTrace() throws Exception {
    JobSpec job = devices(Jobs.cnn(true, 0).batch(96, 4), 3).spec();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession session =
            TrainingSession.begin(
                runtime, job, 20, Trained.data(job, train, Mnist.few(directory)))) {
      var before = Trained.tensors(session);
      Recorded recorded = new Recorded();
      recorded.cancelAtQuestion = 15;
      assertThat(session.train(recorded, recorded).kind()).isEqualTo(Outcome.Kind.CANCELED);
      assertThat(Trained.tensors(session)).isEqualTo(before);
    }
  }

  @Test
  void theEquivalenceCheckAndTheAdvisorWorkOnReplicas() throws Exception {
    Jobs job =
        devices(Jobs.cnn(true, 0.4).batch(96, 18), 3)
            .with("training.adviseEveryOptimizerSteps", "1");
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained checked = run(runtime, job.with("training.checkEquivalence", "true").spec());
      assertThat(checked.recorded().equivalence.getFirst().agrees()).isTrue();
      assertThat(checked.recorded().equivalence.getFirst().explainedDifference()).isLessThan(1e-5);
      assertThat(checked.recorded().points("advisor/noise_scale")).isNotEmpty();
      assertThat(checked.tensors()).isEqualTo(run(runtime, job.spec()).tensors());
    }
  }

  /// The threads are divided evenly, and every window keeps all of them busy or nearly so.
  @Test
  void threadsAreDividedAmongTheMicroBatchesOfAWindow() throws Exception {
    assertThat(sideBySide(Jobs.mlp().batch(96, 18), 3).recorded().events("SIDE_BY_SIDE"))
        .containsExactly(
            "3 replicas of the model train the micro-batches of a window side by side, with 1 of 3"
                + " threads each");
    assertThat(sideBySide(Jobs.mlp().batch(96, 18), 4).recorded().events("SIDE_BY_SIDE"))
        .singleElement()
        .asString()
        .startsWith("2 replicas")
        .endsWith("with 2 of 4 threads each");
    assertThat(sideBySide(Jobs.mlp().batch(96, 96), 4).recorded().events("SIDE_BY_SIDE")).isEmpty();
  }

  @Test
  void replicasSideBySideEqualOneThread() throws Exception {
    for (Jobs job :
        List.of(
            Jobs.mlp().batch(96, 18),
            Jobs.mlp().batch(96, 12).with("training.lastWindow", "\"step\""),
            Jobs.cnn(false, 0.4).batch(96, 18),
            Jobs.cnn(false, 0).batch(96, 18).with("training.ema", "{\"decay\": 0.9}"))) {
      Trained one = sideBySide(job, 1);
      Trained three = sideBySide(job, 3);
      assertThat(three.recorded().events("SIDE_BY_SIDE")).hasSize(1);
      assertThat(three.largestRelativeDifference(one)).isLessThan(1e-5);
      assertThat(three.state().position().replicas()).isEqualTo(3);
      assertThat(three.state().with(job.spec().training().batch().micro(), null))
          .isEqualTo(one.state());
    }
  }

  @Test
  void equalRunsSideBySideGiveEqualBits() throws Exception {
    Jobs job = Jobs.cnn(true, 0.4).batch(96, 18);
    assertThat(sideBySide(job, 3).tensors()).isEqualTo(sideBySide(job, 3).tensors());
  }

  @Test
  void aJobResumedSideBySideGoesOnBitForBit() throws Exception {
    JobSpec job = Jobs.cnn(true, 0.4).batch(96, 18).spec();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      TorchRuntime.useThreads(3);
      Trained whole = run(runtime, job);
      Trained half = untilPreempted(runtime, job, 7);
      assertThat(resume(runtime, job, half).tensors()).isEqualTo(whole.tensors());
    } finally {
      TorchRuntime.useThreads(1);
    }
  }

  private Trained sideBySide(Jobs job, int threads) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      TorchRuntime.useThreads(threads);
      return run(runtime, job.spec());
    } finally {
      TorchRuntime.useThreads(1);
    }
  }

  private Trained resume(TorchRuntime runtime, JobSpec job, Trained from) throws Exception {
    try (TrainingSession session =
        TrainingSession.resume(
            runtime,
            job,
            20,
            Trained.data(job, train, Mnist.few(directory)),
            new TrainingSession.Resumed(from.state(), from.tensors()))) {
      return Trained.finish(session);
    }
  }

  private void equal(Jobs job, double tolerance) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained one = run(runtime, job.spec());
      Trained three = run(runtime, devices(job, 3).spec());
      assertThat(three.largestRelativeDifference(one)).isLessThan(tolerance);
      assertThat(three.state()).isEqualTo(one.state());
      Map<Long, Double> losses = one.recorded().points("train/loss");
      three
          .recorded()
          .points("train/loss")
          .forEach((step, loss) -> assertThat(loss).isEqualTo(losses.get(step), within(1e-4)));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double tolerance) {
    return org.assertj.core.api.Assertions.within(tolerance);
  }

  private Trained run(TorchRuntime runtime, JobSpec job) throws Exception {
    return Trained.run(runtime, job, train, Mnist.few(directory));
  }

  private Trained untilPreempted(TorchRuntime runtime, JobSpec job, long step) throws Exception {
    try (TrainingSession session =
        TrainingSession.begin(runtime, job, 20, Trained.data(job, train, Mnist.few(directory)))) {
      Recorded recorded = new Recorded();
      recorded.afterStep =
          () ->
              recorded.order =
                  recorded.last.optimizerStep() == step ? Order.PREEMPT : Order.CONTINUE;
      Outcome outcome = session.train(recorded, recorded);
      return new Trained(Trained.tensors(session), outcome.state(), recorded);
    }
  }

  /// The largest relative difference among the model's tensors with this in their names.
  private static double difference(Trained one, Trained other, String part) {
    return one.tensors().keySet().stream()
        .filter(name -> name.startsWith(TrainingTensors.MODEL) && name.contains(part))
        .mapToDouble(name -> {
          double[] first = Trained.values(one.tensors().get(name));
          double[] second = Trained.values(other.tensors().get(name));
          double difference = 0;
          double norm = 0;
          for (int index = 0; index < first.length; index++) {
            difference += Math.pow(first[index] - second[index], 2);
            norm += first[index] * first[index];
          }
          return Math.sqrt(difference / norm);
        })
        .max()
        .orElseThrow();
  }
}
