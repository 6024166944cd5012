package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.memory.OutOfMemoryException;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 11: memory that runs out where data is loaded, for windows and for validation.
/// libtorch's own is shown by real processes in `MemoryLimitTest`.
class OutOfMemoryReplayTest {

  private static final int STEPS = 6;

  @TempDir Path directory;

  private record Ended(Map<String, TensorValue> tensors, Recorded recorded) {}

  /// @param trainReads samples of training after which memory runs out; negative for never
  private Ended train(Jobs jobs, int trainReads, int validationReads, int times) throws Exception {
    JobSpec job = jobs.steps(STEPS).spec();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      TrainingData data = Trained.data(job, Mnist.train(), Mnist.few(directory));
      TrainingData failing =
          new TrainingData(
              new Failing(data.train(), new AtomicInteger(trainReads), new AtomicInteger(times)),
              new Failing(
                  data.validation(), new AtomicInteger(validationReads), new AtomicInteger(times)));
      try (TrainingSession session = TrainingSession.begin(runtime, job, STEPS, failing)) {
        Recorded recorded = new Recorded();
        session.train(recorded, recorded);
        return new Ended(Trained.tensors(session), recorded);
      }
    }
  }

  @Test
  void aWindowWhoseMemoryRunsOutIsReplayedWithHalfTheMicroBatch() throws Exception {
    Ended undisturbed = train(Jobs.cnn(false, 0).batch(48, 48), -1, -1, 0);
    Ended replayed = train(Jobs.cnn(false, 0).batch(48, 48), 120, -1, 1);

    assertThat(replayed.recorded().events("OUT_OF_MEMORY_REPLAYED"))
        .singleElement()
        .asString()
        .contains("micro 48 -> 24", "the effective batch stays 48");
    assertThat(replayed.recorded().probedNanos).isPositive();
    assertThat(undisturbed.recorded().probedNanos).isZero();
    Map<Long, Double> expected = undisturbed.recorded().points("train/loss");
    assertThat(replayed.recorded().points("train/loss").keySet()).isEqualTo(expected.keySet());
    expected.forEach((step, loss) ->
        assertThat(replayed.recorded().points("train/loss").get(step))
            .isCloseTo(loss, within(1e-4)));
    assertThat(replayed.recorded().last.position().micro()).isEqualTo(24);
    assertThat(replayed.recorded().last.position().samplesSeen()).isEqualTo(STEPS * 48L);
  }

  /// Replicas side by side are memory that can be had back for nothing but time, so they go first.
  @Test
  void ofReplicasSideBySideOneIsLeftBeforeMicroBatchesShrink() throws Exception {
    Jobs job = Jobs.cnn(false, 0).batch(48, 12);
    Ended undisturbed = train(job, -1, -1, 0);
    Ended replayed;
    try {
      TorchRuntime.useThreads(2);
      replayed = train(job, 120, -1, 2);
    } finally {
      TorchRuntime.useThreads(1);
    }

    assertThat(replayed.recorded().events("OUT_OF_MEMORY_REPLAYED"))
        .satisfiesExactly(
            first -> assertThat(first).contains(": 2 replicas side by side -> 1; it was dropped"),
            second -> assertThat(second).contains(": micro 12 -> 6; it was dropped"));
    assertThat(replayed.recorded().last.position().replicas()).isEqualTo(1);
    assertThat(replayed.recorded().last.position().micro()).isEqualTo(6);
    undisturbed
        .recorded()
        .points("train/loss")
        .forEach((step, loss) ->
            assertThat(replayed.recorded().points("train/loss").get(step))
                .isCloseTo(loss, within(1e-4)));
  }

  @Test
  void aValidationWhoseMemoryRunsOutIsMeasuredAgainAndMovesNothing() throws Exception {
    Ended undisturbed = train(Jobs.cnn(true, 0.3).batch(48, 24), -1, -1, 0);
    Ended again = train(Jobs.cnn(true, 0.3).batch(48, 24), -1, 100, 1);

    assertThat(again.recorded().events("OUT_OF_MEMORY_REPLAYED"))
        .singleElement()
        .asString()
        .contains("in the validation", "micro 24 -> 12");
    assertThat(again.tensors()).isEqualTo(undisturbed.tensors());
    assertThat(again.recorded().points("validation/loss").get((long) STEPS))
        .isCloseTo(
            undisturbed.recorded().points("validation/loss").get((long) STEPS), within(1e-5));
  }

  @Test
  void failsWhenOneSampleDoesNotFit() {
    assertThatThrownBy(() -> train(Jobs.mlp().batch(4, 4), 0, -1, 100))
        .isInstanceOf(OutOfMemoryException.class)
        .hasMessageContaining("A micro-batch of 1 sample does not fit")
        .hasMessageContaining("25,450 parameters")
        .hasMessageContaining("layers.");
  }

  /// Runs out of memory a number of times, from some sample on.
  private record Failing(SampleSource source, AtomicInteger reads, AtomicInteger times)
      implements SampleSource {

    @Override
    public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
      if (reads.get() >= 0 && reads.getAndDecrement() <= 0 && times.getAndDecrement() > 0) {
        reads.set(times.get() > 0 ? 0 : -1);
        throw new OutOfMemoryError("played");
      }
      source.writeFeatures(sample, variation, into);
    }

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public FeatureLayout features() {
      return source.features();
    }

    @Override
    public List<TargetLayout> targets() {
      return source.targets();
    }

    @Override
    public int length(int sample) {
      return source.length(sample);
    }

    @Override
    public int targetElements(int target, int sample, long ignoreIndex) {
      return source.targetElements(target, sample, ignoreIndex);
    }

    @Override
    public long targetClass(int target, int sample) {
      return source.targetClass(target, sample);
    }

    @Override
    public void writeTarget(int target, int sample, ByteBuffer into) {
      source.writeTarget(target, sample, into);
    }
  }
}
