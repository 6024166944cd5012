package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The samples of a pair of IDX files, standardised, each with its class.
public final class IdxSource implements SampleSource {

  private final Split split;
  private final SampleEncoder encoder;
  private final FeatureLayout features;
  private final List<TargetLayout> targets;

  /// @param standardization measured on the training split
  public IdxSource(Split split, Standardization standardization, ElementType type) {
    this.split = split;
    this.encoder = new SampleEncoder(split, standardization, type);
    this.features = FeatureLayout.real(split.sampleShape());
    this.targets = List.of(TargetLayout.ofClass("targets", split.classes()));
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
  public int length(int sample) {
    return Math.toIntExact(features.shape().getFirst());
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    return split.target(sample) == ignoreIndex ? 0 : 1;
  }

  @Override
  public long targetClass(int target, int sample) {
    return split.target(sample);
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    encoder.encode(sample, into);
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    into.putLong(split.target(sample));
  }
}
