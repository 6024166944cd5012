package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some samples of another source.
///
/// @param samples their numbers there
record SampleSubset(SampleSource source, String name, int[] samples) implements SampleSource {

  @Override
  public int size() {
    return samples.length;
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
  public boolean isDecoded() {
    return source.isDecoded();
  }

  @Override
  public int length(int sample) {
    return source.length(samples[sample]);
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    return source.targetElements(target, samples[sample], ignoreIndex);
  }

  @Override
  public long targetClass(int target, int sample) {
    return source.targetClass(target, samples[sample]);
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    source.writeFeatures(samples[sample], variation, into);
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    source.writeTarget(target, samples[sample], into);
  }
}
