package dev.accrue.training.loop;

import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Samples of any layout that are functions of their numbers.
///
/// @param masked share of the target elements that are masked, where the target can be
/// @param type of real numbers
/// @param seed of everything
record GeneratedSamples(
    int size,
    FeatureLayout features,
    TargetLayout target,
    double masked,
    ElementType type,
    long seed)
    implements SampleSource {

  @Override
  public String name() {
    return "train";
  }

  @Override
  public List<TargetLayout> targets() {
    return List.of(target);
  }

  @Override
  public int length(int sample) {
    int longest = Math.toIntExact(features.shape().getFirst());
    return features.variableLength()
        ? 1 + Draws.of(seed, "length", sample).nextInt(longest)
        : longest;
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    return switch (this.target.kind()) {
      case REAL -> Math.toIntExact(this.target.outputs());
      case CLASS -> counted(sample, 0, ignoreIndex);
      case TOKENS -> {
        int elements = 0;
        for (int place = 0; place < length(sample); place++) {
          elements += counted(sample, place, ignoreIndex);
        }
        yield elements;
      }
    };
  }

  private int counted(int sample, int place, long ignoreIndex) {
    long value = classAt(sample, place);
    return value == MASKED || value == ignoreIndex ? 0 : 1;
  }

  @Override
  public long targetClass(int target, int sample) {
    return classAt(sample, 0);
  }

  private long classAt(int sample, int place) {
    Draws draws = Draws.of(seed, "target", sample, place);
    return draws.nextDouble() < masked ? MASKED : draws.nextInt(target.classes());
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    Draws draws = Draws.of(seed, "features", sample);
    long elements = length(sample);
    for (long extent : features.shape().subList(1, features.shape().size())) {
      elements *= extent;
    }
    for (long element = 0; element < elements; element++) {
      switch (features.kind()) {
        case TOKENS -> into.putLong(draws.nextInt(features.vocabulary()));
        case REAL -> put(into, 4 * draws.nextDouble() - 2);
      }
    }
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    switch (this.target.kind()) {
      case CLASS -> into.putLong(classAt(sample, 0));
      case TOKENS -> {
        for (int place = 0; place < length(sample); place++) {
          into.putLong(classAt(sample, place));
        }
      }
      case REAL -> {
        Draws draws = Draws.of(seed, "numbers", sample);
        for (long element = 0; element < this.target.outputs(); element++) {
          put(into, draws.nextDouble());
        }
      }
    }
  }

  private void put(ByteBuffer into, double value) {
    if (type == ElementType.F64) {
      into.putDouble(value);
    } else {
      into.putFloat((float) value);
    }
  }
}
