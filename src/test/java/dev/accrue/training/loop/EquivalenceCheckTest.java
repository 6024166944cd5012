package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.Split;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.torch.TorchRuntime;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 22: a real window is compared with its full batch, and what differs is explained.
class EquivalenceCheckTest {

  @TempDir Path directory;

  private final Split train = Mnist.train();

  @Test
  void aModelWhoseSamplesDoNotMeetAgrees() throws Exception {
    Recorded recorded = checked(Jobs.mlp().batch(96, 36)).recorded();
    var report = recorded.equivalence.getFirst();
    assertThat(report.agrees()).isTrue();
    assertThat(report.largestDifference()).isPositive().isLessThan(1e-5);
    assertThat(report.explainedDifference()).isEqualTo(report.largestDifference());
    assertThat(report.comparedMicro()).isEqualTo(96);
    assertThat(report.worst()).hasSize(4); // two layers, each with weight and bias
    assertThat(recorded.events("EQUIVALENCE_CHECKED").getFirst())
        .startsWith(
            "Gradients of optimizer step 1 over its 96 samples, micro-batches of 36 against the full"
                + " batch in one: they agree to ")
        .contains("Largest differences: layers.");
  }

  @Test
  void batchNormDiffersAndIsExplained() throws Exception {
    var report = checked(Jobs.cnn(true, 0).batch(96, 24)).recorded().equivalence.getFirst();
    assertThat(report.agrees()).isTrue();
    assertThat(report.explainedDifference()).isLessThan(1e-5);
    assertThat(report.largestDifference()).isGreaterThan(1e-3);
    assertThat(report.sentence())
        .contains("with BatchNorm off they agree to ")
        .contains("BatchNorm takes its mean and variance over 24 samples instead of 96")
        .doesNotContain("random layers");
    assertThat(report.worst()).hasSize(5);
  }

  @Test
  void frozenBatchNormHasNothingToExplain() throws Exception {
    Jobs job = Jobs.cnn(true, 0).batch(96, 24).with("training.batchNormMomentum", "\"frozen\"");
    var report = checked(job).recorded().equivalence.getFirst();
    assertThat(report.largestDifference()).isLessThan(1e-5);
    assertThat(report.sentence()).doesNotContain("BatchNorm");
  }

  @Test
  void dropoutIsFoundByItsDraws() throws Exception {
    var report = checked(Jobs.cnn(false, 0.5).batch(96, 24)).recorded().equivalence.getFirst();
    assertThat(report.agrees()).isTrue();
    assertThat(report.explainedDifference()).isLessThan(1e-5);
    assertThat(report.sentence())
        .contains("with random layers off they agree to ")
        .contains("draw anew for every micro-batch")
        .doesNotContain("BatchNorm");
  }

  @Test
  void meansOfUnequalMicroBatchesDifferAndAreExplained() throws Exception {
    Jobs uneven = Jobs.mlp().batch(96, 64).with("training.lossNormalization", "\"micro-batch\"");
    var report = checked(uneven).recorded().equivalence.getFirst();
    assertThat(report.agrees()).isTrue();
    assertThat(report.largestDifference()).isGreaterThan(1e-3);
    assertThat(report.explainedDifference()).isLessThan(1e-5);
    assertThat(report.sentence())
        .contains("with lossNormalization window they agree to ")
        .contains("micro-batches in which unequally much counts");
    var even = checked(uneven.batch(96, 48)).recorded().equivalence.getFirst();
    assertThat(even.sentence()).doesNotContain("lossNormalization");
  }

  @Test
  void theCheckLeavesNoTrace() throws Exception {
    Jobs job = Jobs.cnn(true, 0.3).batch(96, 40).steps(4);
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained without = Trained.run(runtime, job.spec(), train, Mnist.few(directory));
      Trained with =
          Trained.run(
              runtime,
              job.with("training.checkEquivalence", "true").spec(),
              train,
              Mnist.few(directory));
      assertThat(with.recorded().equivalence).hasSize(1);
      assertThat(without.recorded().equivalence).isEmpty();
      assertThat(with.tensors()).isEqualTo(without.tensors());
      assertThat(with.recorded().points("train/loss"))
          .isEqualTo(without.recorded().points("train/loss"));
    }
  }

  @Test
  void aRequestIsAnsweredAtTheNextWindowAndOnce() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession session =
            TrainingSession.begin(
                runtime,
                Jobs.mlp().batch(96, 36).spec(),
                6,
                Trained.data(Jobs.mlp().spec(), train, Mnist.few(directory)))) {
      Recorded recorded = new Recorded();
      recorded.afterStep = () -> recorded.equivalenceAsked |= recorded.last.optimizerStep() == 3;
      session.train(recorded, recorded);
      assertThat(recorded.equivalence).hasSize(1);
      assertThat(recorded.equivalence.getFirst().optimizerStep()).isEqualTo(4);
    }
  }

  @Test
  void aFullBatchThatDoesNotFitIsReplacedByTheLargestPowerOfTwoThatDoes() throws Exception {
    JobSpec job =
        Jobs.cnn(true, 0).batch(96, 12).steps(1).with("training.checkEquivalence", "true").spec();
    TrainingData data = Trained.data(job, train, Mnist.few(directory));
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained trained =
          Trained.run(
              runtime, job, new TrainingData(withRoomFor(40, data.train()), data.validation()));
      var report = trained.recorded().equivalence.getFirst();
      assertThat(report.comparedMicro()).isEqualTo(32);
      assertThat(report.explainedDifference()).isLessThan(1e-5);
      assertThat(report.sentence())
          .contains("micro-batches of 12 against micro-batches of 32 (the full batch does not fit")
          .contains("over 12 samples instead of 32");
      assertThat(trained.recorded().events("OUT_OF_MEMORY_REPLAYED")).isEmpty();
    }
  }

  /// Micro-batches of more samples than so many run out of memory: those whose samples are written
  /// one behind the other.
  private static SampleSource withRoomFor(int samples, SampleSource source) {
    ThreadLocal<Row> last = ThreadLocal.withInitial(() -> new Row(0, 0));
    return (SampleSource)
        Proxy.newProxyInstance(
            SampleSource.class.getClassLoader(),
            new Class<?>[] {SampleSource.class},
            (_, method, arguments) -> {
              if (method.getName().equals("writeFeatures")) {
                last.set(last.get().next((ByteBuffer) arguments[2]));
                if (last.get().place() >= samples) {
                  throw new OutOfMemoryError("played");
                }
              }
              return method.invoke(source, arguments);
            });
  }

  /// Where a sample was written.
  ///
  /// @param end the address behind it
  /// @param place in its micro-batch
  private record Row(long end, int place) {
    Row next(ByteBuffer into) {
      long start = MemorySegment.ofBuffer(into).address();
      return new Row(start + into.remaining(), start == end ? place + 1 : 0);
    }
  }

  private Trained checked(Jobs job) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      return Trained.run(
          runtime,
          job.steps(1).with("training.checkEquivalence", "true").spec(),
          train,
          Mnist.few(directory));
    }
  }
}
