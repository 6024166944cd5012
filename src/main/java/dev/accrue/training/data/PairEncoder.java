package dev.accrue.training.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Encodes words by the merges of byte pair encoding, the earliest learnt first, and remembers
/// frequent words. Not for use by several threads.
final class PairEncoder {

  private static final int REMEMBERED = 1 << 16;

  private final PairMerges merges;
  private final Map<ByteBuffer, int[]> known = new HashMap<>();

  PairEncoder(PairMerges merges) {
    this.merges = merges;
  }

  /// The tokens of a word.
  int[] encode(byte[] word) {
    int[] remembered = known.get(ByteBuffer.wrap(word));
    if (remembered != null) {
      return remembered;
    }
    int[] tokens = merge(word);
    if (known.size() < REMEMBERED) {
      known.put(ByteBuffer.wrap(word), tokens);
    }
    return tokens;
  }

  private int[] merge(byte[] word) {
    int[] tokens = new int[word.length];
    Arrays.setAll(tokens, place -> Byte.toUnsignedInt(word[place]));
    int length = tokens.length;
    while (true) {
      int best = Integer.MAX_VALUE;
      for (int place = 0; place + 1 < length; place++) {
        Integer merged = merges.find(tokens[place], tokens[place + 1]);
        best = merged == null ? best : Math.min(best, merged);
      }
      if (best == Integer.MAX_VALUE) {
        return Arrays.copyOf(tokens, length);
      }
      length = replace(tokens, length, best);
    }
  }

  private int replace(int[] tokens, int length, int merged) {
    int kept = 0;
    for (int place = 0; place < length; place++) {
      boolean pair =
          place + 1 < length
              && Integer.valueOf(merged).equals(merges.find(tokens[place], tokens[place + 1]));
      tokens[kept++] = pair ? merged : tokens[place];
      place += pair ? 1 : 0;
    }
    return kept;
  }
}
