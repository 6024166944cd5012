package dev.accrue.training.bench;

import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.Draws;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first samples of another source; for a validation that takes no time.
record FirstSamples(SampleSource all, int size) implements SampleSource {

  @Override
  public String name() {
    return all.name();
  }

  @Override
  public FeatureLayout features() {
    return all.features();
  }

  @Override
  public List<TargetLayout> targets() {
    return all.targets();
  }

  @Override
  public int length(int sample) {
    return all.length(sample);
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    return all.targetElements(target, sample, ignoreIndex);
  }

  @Override
  public long targetClass(int target, int sample) {
    return all.targetClass(target, sample);
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    all.writeFeatures(sample, variation, into);
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    all.writeTarget(target, sample, into);
  }
}
