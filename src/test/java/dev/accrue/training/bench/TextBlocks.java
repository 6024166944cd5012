package dev.accrue.training.bench;

import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.Draws;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes as tokens, cut as `bench/reference/data.py` cuts them: sample i is block i of `length`
/// bytes, and its targets are one byte further.
///
/// @param size samples, at most as many as the content has
record TextBlocks(ByteBuffer content, int length, int size) implements SampleSource {

  private static final int VOCABULARY = 256;

  static TextBlocks of(byte[] content, int length) {
    return new TextBlocks(ByteBuffer.wrap(content), length, (content.length - 1) / length);
  }

  @Override
  public String name() {
    return "text";
  }

  @Override
  public FeatureLayout features() {
    return new FeatureLayout(FeatureLayout.Kind.TOKENS, List.of((long) length), false, VOCABULARY);
  }

  @Override
  public List<TargetLayout> targets() {
    return List.of(
        new TargetLayout(
            "next byte", TargetLayout.Kind.TOKENS, List.of((long) length), VOCABULARY));
  }

  @Override
  public int length(int sample) {
    return length;
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    return length; // no byte is masked, and no job of the benchmark ignores one
  }

  @Override
  public long targetClass(int target, int sample) {
    throw new UnsupportedOperationException("a block of text has no class");
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    write(sample * length, into);
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    write(sample * length + 1, into);
  }

  private void write(int from, ByteBuffer into) {
    for (int place = from; place < from + length; place++) {
      into.putLong(Byte.toUnsignedInt(content.get(place)));
    }
  }
}
