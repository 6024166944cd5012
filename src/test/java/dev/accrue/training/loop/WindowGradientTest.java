package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.Jobs;
import dev.accrue.training.Synthetic;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/// Contract 2, 14, 15 and 18: what a window leaves in the gradients.
class WindowGradientTest {

  private static final int INPUTS = 6;
  private static final int WIDTH = 5;
  private static final int FIRST = 3;
  private static final int SECOND = 4;

  private static final TorchRuntime RUNTIME = start();

  private static TorchRuntime start() {
    try {
      return TestRuntime.start(Files.createTempDirectory("programs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterContainer
  static void stop() {
    RUNTIME.close();
  }

  private static Synthetic data(int size, double masked, long seed) {
    return new Synthetic(
        "train",
        size,
        List.of((long) INPUTS),
        List.of(FIRST, SECOND),
        masked,
        ElementType.F32,
        seed);
  }

  private static TwoHeads heads(boolean batchNorm, double dropout, boolean shared) {
    return new TwoHeads(INPUTS, WIDTH, FIRST, SECOND, ElementType.F32, batchNorm, dropout, shared);
  }

  private static TrainingSpec spec(Jobs jobs) {
    return jobs.spec().training();
  }

  /// The property that the whole project is about.
  @Property(tries = 150)
  void theAccumulatedGradientIsTheFullBatchs(
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll @IntRange(min = 1, max = 48) int effective,
      @ForAll @IntRange(min = 1, max = 48) int micro,
      @ForAll @DoubleRange(min = 0, max = 0.9) double masked,
      @ForAll @DoubleRange(min = 0, max = 3) double classWeightSpread,
      @ForAll Backward backward,
      @ForAll boolean shared,
      @ForAll long seed)
      throws Exception {
    Synthetic data = data(size, masked, seed);
    TwoHeads heads = heads(false, 0, shared);
    Jobs job = Jobs.mlp();
    Pass whole =
        Pass.of(
            RUNTIME,
            spec(job.batch(effective, effective)),
            data,
            heads,
            Backward.JOINT,
            classWeightSpread);
    Pass split =
        Pass.of(
            RUNTIME, spec(job.batch(effective, micro)), data, heads, backward, classWeightSpread);
    assertThat(split.relativeDifference(whole)).isLessThan(1e-5);
    assertThat(split.losses().masked()).isEqualTo(whole.losses().masked());
    for (int task = 0; task < 2; task++) {
      double loss = whole.losses().losses().get(task);
      assertThat(split.losses().losses().get(task)).isCloseTo(loss, within(1e-5 * (1 + loss)));
    }
  }

  @Property(tries = 40)
  void jointAndSequentialAgreeWithDropoutAndBatchNormInTheTrunk(
      @ForAll @IntRange(min = 2, max = 40) int effective,
      @ForAll @IntRange(min = 2, max = 20) int micro,
      @ForAll boolean batchNorm,
      @ForAll @DoubleRange(min = 0, max = 0.8) double dropout,
      @ForAll long seed)
      throws Exception {
    Synthetic data = data(40, 0.2, seed);
    TwoHeads heads = heads(batchNorm && effective % micro != 1, dropout, true);
    TrainingSpec spec = spec(Jobs.mlp().batch(effective, micro));
    Pass joint = Pass.of(RUNTIME, spec, data, heads, Backward.JOINT, 0);
    Pass sequential = Pass.of(RUNTIME, spec, data, heads, Backward.SEQUENTIAL, 0);
    assertThat(sequential.relativeDifference(joint)).isLessThan(1e-5);
  }

  /// Each micro-batch's mean is mixed in with the momentum `1 - (1 - m)^(1/k)`, k being the number
  /// that the window has: 3 here, or 6 forwards of the trunk with two tasks in `sequential`.
  @Example
  void statisticsFollowTheActualMicroBatchesOnceHoweverManyTasksThereAre() throws Exception {
    Synthetic data =
        new Synthetic("train", 12, List.of(6L), List.of(FIRST, SECOND), 0, ElementType.F64, 3);
    TwoHeads heads = new TwoHeads(6, WIDTH, FIRST, SECOND, ElementType.F64, true, 0, true);
    double[][] rows = heads.activations(data);
    Jobs job = Jobs.mlp().batch(64, 5).with("training.precision", "\"fp64\""); // 5 + 5 + 2
    for (String momentum : List.of("adjusted", "as-is")) {
      double share = momentum.equals("adjusted") ? 1 - Math.pow(0.9, 1.0 / 3) : 0.1;
      TrainingSpec spec =
          spec(job.with("training.batchNormMomentum", "\"%s\"".formatted(momentum)));
      SampleOrder order = new SampleOrder.Shuffled(spec.seed(), 12);
      double[] expected = new double[WIDTH];
      for (int from = 0; from < 12; from += 5) {
        double[][] batch =
            IntStream.range(from, Math.min(from + 5, 12))
                .mapToObj(place -> rows[order.sampleAt(0, place)])
                .toArray(double[][]::new);
        for (int unit = 0; unit < WIDTH; unit++) {
          expected[unit] += share * (TwoHeads.mean(batch)[unit] - expected[unit]);
        }
      }
      for (Backward backward : Backward.values()) {
        Pass pass = Pass.of(RUNTIME, spec, data, heads, backward, 0);
        assertThat(pass.buffers().get("running_mean"))
            .as("%s, %s", momentum, backward)
            .containsExactly(expected, within(1e-12));
      }
    }
  }

  @Example
  void aMaskedWindowHasNoGradientAndNoNaN() throws Exception {
    TrainingSpec spec = spec(Jobs.mlp().batch(12, 5));
    for (Backward backward : Backward.values()) {
      Pass pass = Pass.of(RUNTIME, spec, data(12, 1, 1), heads(false, 0, true), backward, 0);
      assertThat(pass.losses().masked()).isTrue();
      assertThat(pass.losses().losses()).containsOnly(0.0);
      pass.gradients().values().forEach(values -> assertThat(values).containsOnly(0));
    }
  }

  /// The mean of the micro-batches' means over what is not masked, which PyTorch's loss gives with
  /// its `ignore_index`; a micro-batch in which nothing counts adds 0 instead of NaN.
  @Example
  void theTextbookDividesEachMicroBatchByItsOwnUnmaskedTargets() throws Exception {
    Synthetic data = data(12, 0.5, 5);
    Jobs textbook = Jobs.mlp().with("training.lossNormalization", "\"micro-batch\"");
    Pass exact =
        Pass.of(
            RUNTIME, spec(Jobs.mlp().batch(12, 5)), data, heads(false, 0, true), Backward.JOINT, 0);
    Pass uneven =
        Pass.of(
            RUNTIME, spec(textbook.batch(12, 5)), data, heads(false, 0, true), Backward.JOINT, 0);
    Pass single =
        Pass.of(
            RUNTIME, spec(textbook.batch(12, 12)), data, heads(false, 0, true), Backward.JOINT, 0);
    assertThat(single.relativeDifference(exact)).isLessThan(1e-5);
    assertThat(uneven.relativeDifference(exact)).isGreaterThan(1e-3);
    Pass ones =
        Pass.of(
            RUNTIME, spec(textbook.batch(12, 1)), data, heads(false, 0, true), Backward.JOINT, 0);
    assertThat(ones.relativeDifference(exact)).isFinite().isGreaterThan(1e-3);
  }
}
