package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Windows of a text, side by side: of `sequenceLength + 1` tokens each but the last is an input
/// and each but the first a target. What is left at the end is not used.
final class TextSource implements SampleSource {

  private final String name;
  private final TokenFile tokens;
  private final int length;
  private final FeatureLayout features;
  private final List<TargetLayout> targets;

  /// @param length tokens of a sample
  /// @param tasks how many times the next token is a target
  TextSource(String name, TokenFile tokens, int length, int tasks) {
    this.name = name;
    this.tokens = tokens;
    this.length = length;
    List<Long> shape = List.of((long) length);
    this.features = new FeatureLayout(FeatureLayout.Kind.TOKENS, shape, false, tokens.vocabulary());
    this.targets =
        java.util.Collections.nCopies(
            tasks,
            new TargetLayout("next token", TargetLayout.Kind.TOKENS, shape, tokens.vocabulary()));
  }

  /// How many windows so many tokens have.
  static int windows(long tokens, int length) {
    return (int) Math.min(Integer.MAX_VALUE, tokens / (length + 1L));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return windows(tokens.size(), length);
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
    return length;
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    if (ignoreIndex < 0 || ignoreIndex >= tokens.vocabulary()) {
      return length;
    }
    long from = first(sample) + 1;
    int counted = 0;
    for (int place = 0; place < length; place++) {
      counted += tokens.at(from + place) == ignoreIndex ? 0 : 1;
    }
    return counted;
  }

  @Override
  public long targetClass(int target, int sample) {
    throw new UnsupportedOperationException("a window of a text has no class");
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    write(first(sample), into);
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    write(first(sample) + 1, into);
  }

  private long first(int sample) {
    return sample * (length + 1L);
  }

  private void write(long from, ByteBuffer into) {
    for (int place = 0; place < length; place++) {
      into.putLong(tokens.at(from + place));
    }
  }
}
