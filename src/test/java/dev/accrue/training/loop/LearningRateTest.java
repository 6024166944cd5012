package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.LearningRateScaling;
import dev.accrue.api.spec.LearningRateScalingSpec;
import dev.accrue.api.spec.ScheduleSpec;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/// Contract 5 and 8: the learning rate against PyTorch's schedulers, written here as these compute
/// it, from one step to the next.
class LearningRateTest {

  private static final double BASE = 0.4;

  private static double[] all(ScheduleSpec schedule, int updates) {
    LearningRate rate = new LearningRate(BASE, schedule, null, updates);
    double[] values = new double[updates];
    for (int update = 0; update < updates; update++) {
      values[update] = rate.at(update, 1);
    }
    return values;
  }

  private static void agree(double[] actual, double[] expected) {
    assertThat(actual).containsExactly(expected, within(1e-9 * BASE));
  }

  @Example
  void withoutAScheduleItIsConstant() {
    assertThat(all(new ScheduleSpec.ConstantSchedule(0), 3)).containsOnly(BASE);
  }

  @Example
  void warmsUpInEqualStepsToTheFullRate() {
    agree(
        all(new ScheduleSpec.ConstantSchedule(4), 6), new double[] {0.1, 0.2, 0.3, 0.4, 0.4, 0.4});
  }

  @Example
  void theScheduleBeginsAfterTheWarmup() {
    agree(
        all(new ScheduleSpec.CosineSchedule(2, 0), 6),
        new double[] {0.2, 0.4, 0.4, 0.4 * 0.853553390593, 0.2, 0.4 * 0.146446609407});
    agree(
        all(new ScheduleSpec.LinearSchedule(2, 0.5), 6),
        new double[] {0.2, 0.4, 0.4, 0.35, 0.3, 0.25});
    agree(
        all(new ScheduleSpec.StepSchedule(1, 2, 0.1), 6),
        new double[] {0.4, 0.4, 0.4, 0.04, 0.04, 0.004});
  }

  /// LinearLR: `lr *= 1 + (end - start) / (total start + (t - 1) (end - start))`, as a warm-up with
  /// `start_factor=1/W`, `total_iters=W-1`.
  @Property
  void theWarmupIsLinearLr(@ForAll @IntRange(min = 2, max = 300) int warmup) {
    double start = 1.0 / warmup;
    int total = warmup - 1;
    double[] expected = new double[warmup + 2];
    expected[0] = BASE * start;
    for (int t = 1; t < expected.length; t++) {
      double factor = t > total ? 1 : 1 + (1 - start) / (total * start + (t - 1) * (1 - start));
      expected[t] = expected[t - 1] * factor;
    }
    agree(all(new ScheduleSpec.ConstantSchedule(warmup), expected.length), expected);
  }

  /// CosineAnnealingLR: `lr = min + (lr - min) (1 + cos(pi t / T)) / (1 + cos(pi (t - 1) / T))`.
  @Property
  void cosineIsCosineAnnealingLr(
      @ForAll @IntRange(min = 1, max = 300) int updates,
      @ForAll @DoubleRange(min = 0, max = 1) double finalFactor) {
    double[] expected = new double[updates];
    expected[0] = BASE;
    double min = BASE * finalFactor;
    for (int t = 1; t < updates; t++) {
      double ratio =
          (1 + Math.cos(Math.PI * t / updates)) / (1 + Math.cos(Math.PI * (t - 1) / updates));
      expected[t] = min + (expected[t - 1] - min) * ratio;
    }
    agree(all(new ScheduleSpec.CosineSchedule(0, finalFactor), updates), expected);
  }

  /// LinearLR with `start_factor=1`: equal differences, down to the final factor after the last.
  @Property
  void linearGoesDownInEqualSteps(
      @ForAll @IntRange(min = 1, max = 300) int updates,
      @ForAll @DoubleRange(min = 0, max = 1) double finalFactor) {
    double[] expected = new double[updates];
    expected[0] = BASE;
    for (int t = 1; t < updates; t++) {
      expected[t] = expected[t - 1] - BASE * (1 - finalFactor) / updates;
    }
    agree(all(new ScheduleSpec.LinearSchedule(0, finalFactor), updates), expected);
  }

  /// StepLR: `lr *= gamma` where `step_size` divides t.
  @Property
  void stepIsStepLr(
      @ForAll @IntRange(min = 1, max = 300) int updates,
      @ForAll @IntRange(min = 1, max = 50) int every,
      @ForAll @DoubleRange(min = 0.01, max = 1) double factor) {
    double[] expected = new double[updates];
    expected[0] = BASE;
    for (int t = 1; t < updates; t++) {
      expected[t] = expected[t - 1] * (t % every == 0 ? factor : 1);
    }
    agree(all(new ScheduleSpec.StepSchedule(0, every, factor), updates), expected);
  }

  /// OneCycleLR: each phase has an `end_step`, and a step belongs to the first phase that has not
  /// ended, or to the last one.
  @Property
  void oneCycleIsOneCycleLr(
      @ForAll @IntRange(min = 2, max = 300) int updates,
      @ForAll @DoubleRange(min = 0, max = 0.99) double pctStart,
      @ForAll @DoubleRange(min = 1, max = 100) double div,
      @ForAll @DoubleRange(min = 1, max = 1e5) double finalDiv) {
    double initial = BASE / div;
    double min = initial / finalDiv;
    double[] ends = {pctStart * updates - 1, updates - 1};
    Assume.that(ends[0] != 0); // where PyTorch divides by zero
    double[][] rates = {{initial, BASE}, {BASE, min}};
    double[] expected = new double[updates];
    for (int step = 0; step < updates; step++) {
      double start = 0;
      for (int phase = 0; phase < 2; phase++) {
        if (step <= ends[phase] || phase == 1) {
          double pct = (step - start) / (ends[phase] - start);
          double cosine = Math.cos(Math.PI * pct) + 1;
          expected[step] = rates[phase][1] + (rates[phase][0] - rates[phase][1]) / 2 * cosine;
          break;
        }
        start = ends[phase];
      }
    }
    agree(all(new ScheduleSpec.OneCycleSchedule(pctStart, div, finalDiv), updates), expected);
  }

  @Example
  void oneCycleOfAFewUpdatesHasARateForEach() {
    ScheduleSpec cycle = new ScheduleSpec.OneCycleSchedule(0.5, 25, 1e4);
    agree(all(cycle, 2), new double[] {BASE, BASE / 25e4});
    assertThat(all(cycle, 1)[0]).isPositive().isLessThanOrEqualTo(BASE);
  }

  @Property
  void scalesWithTheBatchOrItsRoot(
      @ForAll @IntRange(min = 1, max = 100_000) int effective,
      @ForAll @IntRange(min = 1, max = 100_000) int reference) {
    double linear = scale(effective, LearningRateScaling.LINEAR, reference);
    double root = scale(effective, LearningRateScaling.SQRT, reference);
    assertThat(linear * reference).isCloseTo(effective, within(1e-9 * effective));
    assertThat(root * root).isCloseTo(linear, within(1e-9 * linear));
  }

  @Example
  void scalesByNothingWhereNothingIsAskedFor() {
    assertThat(LearningRateScalingSpec.factor(null, 512)).isEqualTo(1);
    LearningRateScalingSpec none = new LearningRateScalingSpec(LearningRateScaling.NONE, null);
    assertThat(LearningRateScalingSpec.factor(none, 512)).isEqualTo(1);
    assertThat(scale(512, LearningRateScaling.LINEAR, 128)).isEqualTo(4);
    assertThat(scale(512, LearningRateScaling.SQRT, 128)).isEqualTo(2);
  }

  @Example
  void scalesEachUpdateWithItsOwnWindow() {
    LearningRate rate =
        new LearningRate(
            BASE,
            new ScheduleSpec.LinearSchedule(0, 0),
            new LearningRateScalingSpec(LearningRateScaling.LINEAR, 64),
            4);
    agree(
        new double[] {rate.at(0, 64), rate.at(1, 64), rate.at(2, 256), rate.at(3, 512)},
        new double[] {BASE, BASE * 0.75, BASE * 0.5 * 4, BASE * 0.25 * 8});
  }

  private static double scale(int effective, LearningRateScaling rule, int reference) {
    return LearningRateScalingSpec.factor(new LearningRateScalingSpec(rule, reference), effective);
  }

  @Example
  void aJobOfNoUpdatesHasNone() {
    assertThatThrownBy(() -> new LearningRate(1, new ScheduleSpec.ConstantSchedule(0), null, 0))
        .hasMessageContaining("0 updates");
  }
}
