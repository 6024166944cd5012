package dev.accrue.training.data;

import dev.accrue.api.spec.ImageSpec;
import dev.accrue.format.NumericArray;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The samples of a split of arrays, standardised, each with its targets.
final class ArraySource implements SampleSource {

  private final Split split;
  private final SampleEncoder encoder;
  private final ElementType type;
  private final boolean varied;
  private final FeatureLayout features;
  private final List<TargetLayout> targets;

  /// @param standardization measured on the training split
  /// @param image null for samples as they are
  ArraySource(
      Split split, Standardization standardization, ElementType type, @Nullable ImageSpec image) {
    this.split = split;
    this.encoder = new SampleEncoder(split, standardization, type, ImageVariation.of(image));
    this.type = type;
    this.varied = ImageVariation.of(image).isSome();
    this.features = FeatureLayout.real(split.sampleShape());
    this.targets = split.targets().stream().map(ArrayTarget::layout).toList();
  }

  @Override
  public String name() {
    return split.name();
  }

  @Override
  public int size() {
    return split.size();
  }

  @Override
  public FeatureLayout features() {
    return features;
  }

  @Override
  public List<TargetLayout> targets() {
    return targets;
  }

  @Override
  public boolean isDecoded() {
    return varied;
  }

  @Override
  public int length(int sample) {
    return Math.toIntExact(features.shape().getFirst());
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    if (targets.get(target).kind() == TargetLayout.Kind.REAL) {
      return Math.toIntExact(targets.get(target).outputs());
    }
    long value = targetClass(target, sample);
    return value == MASKED || value == ignoreIndex ? 0 : 1;
  }

  @Override
  public long targetClass(int target, int sample) {
    return (long) split.targets().get(target).array().value(sample);
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    encoder.encode(sample, variation, into);
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    if (targets.get(target).kind() == TargetLayout.Kind.CLASS) {
      into.putLong(targetClass(target, sample));
      return;
    }
    NumericArray array = split.targets().get(target).array();
    long from = sample * array.elementsPerSample();
    for (long place = from; place < from + array.elementsPerSample(); place++) {
      RealNumbers.put(array.value(place), type, into);
    }
  }
}
