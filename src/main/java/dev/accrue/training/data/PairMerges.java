package dev.accrue.training.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pairs of tokens that byte pair encoding merges, in the order in which they were learnt: the
/// pair at place i becomes the token 256 + i.
final class PairMerges {

  private static final int BYTES = 256;

  private final Map<Long, Integer> merged = new LinkedHashMap<>();

  /// @param pairs as `pair` makes them
  PairMerges(List<Long> pairs) {
    for (long pair : pairs) {
      merged.put(pair, BYTES + merged.size());
    }
  }

  /// Two tokens side by side as one number.
  static long pair(int left, int right) {
    return (long) left << 32 | right;
  }

  /// What a pair becomes; null when it stays.
  @Nullable Integer find(int left, int right) {
    return merged.get(pair(left, right));
  }

  /// All of them, in the order in which they were learnt.
  List<Long> pairs() {
    return List.copyOf(merged.keySet());
  }

  /// How many.
  int size() {
    return merged.size();
  }
}
