package dev.accrue.training;

import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Samples that are functions of their numbers: real vectors, and a class for each of several
/// targets, some of which are masked.
///
/// @param seed of everything
/// @param masked share of the targets that are masked; 1 masks all
public record Synthetic(
    String name,
    int size,
    List<Long> shape,
    List<Integer> classes,
    double masked,
    ElementType type,
    long seed)
    implements SampleSource {

  @Override
  public FeatureLayout features() {
    return FeatureLayout.real(shape);
  }

  @Override
  public List<TargetLayout> targets() {
    return IntStream.range(0, classes.size())
        .mapToObj(target -> TargetLayout.ofClass("target" + target, classes.get(target)))
        .toList();
  }

  @Override
  public int length(int sample) {
    return Math.toIntExact(shape.getFirst());
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    long value = targetClass(target, sample);
    return value == MASKED || value == ignoreIndex ? 0 : 1;
  }

  @Override
  public long targetClass(int target, int sample) {
    Draws draws = Draws.of(seed, "target", sample, target);
    return draws.nextDouble() < masked ? MASKED : draws.nextInt(classes.get(target));
  }

  /// A sample's features: roughly normal, and different for each class of the first target.
  public double[] featuresOf(int sample) {
    Draws draws = Draws.of(seed, "features", sample);
    double[] values = new double[(int) shape.stream().mapToLong(Long::longValue).sum()];
    double shift = Math.max(0, targetClass(0, sample)) * 0.5;
    for (int index = 0; index < values.length; index++) {
      double sum = -6;
      for (int term = 0; term < 12; term++) {
        sum += draws.nextDouble();
      }
      values[index] = sum + shift;
    }
    return values;
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    for (double value : featuresOf(sample)) {
      if (type == ElementType.F64) {
        into.putDouble(value);
      } else {
        into.putFloat((float) value);
      }
    }
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    into.putLong(targetClass(target, sample));
  }
}
