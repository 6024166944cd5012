package dev.accrue.training.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Learns byte pair encoding (Sennrich, Haddow and Birch, Neural machine translation of rare words
/// with subword units, 2016) on bytes: again and again the pair of tokens that occurs most often
/// inside words becomes a token. Of pairs that occur equally often the one with the smaller numbers
/// comes first, so the same text gives the same tokens. Memory is bounded: only the first 64 MiB of
/// text are counted, and no more than half a million different words.
final class PairTrainer {

  private static final long MAX_BYTES = 64L << 20;
  private static final int MAX_WORDS = 500_000;
  private static final int LEAST_OCCURRENCES = 2;

  private final Map<ByteBuffer, Long> counted = new HashMap<>();
  private final Words words = new Words(this::count);
  private final Map<Long, Long> counts = new HashMap<>();
  private final Map<Long, Set<Word>> places = new HashMap<>();
  private final PriorityQueue<Candidate> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair));
  private long bytes;

  private record Candidate(long pair, long count) {}

  /// A word and how often it occurs; equal to itself only.
  private static final class Word {
    private int[] tokens;
    private final long count;

    Word(int[] tokens, long count) {
      this.tokens = tokens;
      this.count = count;
    }
  }

  /// Counts a byte of the text; false when no more are wanted.
  boolean add(byte next) {
    if (bytes >= MAX_BYTES) {
      return false;
    }
    bytes++;
    words.add(next);
    return true;
  }

  /// A text ends here.
  void end() {
    words.end();
  }

  private void count(byte[] word) {
    ByteBuffer key = ByteBuffer.wrap(word);
    if (counted.size() < MAX_WORDS || counted.containsKey(key)) {
      counted.merge(key, 1L, Long::sum);
    }
  }

  /// Learns the merges for a vocabulary, or as many as there are pairs that occur twice.
  PairMerges train(int vocabulary) {
    words.end();
    counted.forEach((bytes, count) -> {
      int[] tokens = new int[bytes.remaining()];
      Arrays.setAll(tokens, place -> Byte.toUnsignedInt(bytes.get(place)));
      note(new Word(tokens, count), 1);
    });
    counted.clear();
    counts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
    List<Long> merges = new ArrayList<>();
    while (256 + merges.size() < vocabulary) {
      Candidate best = next();
      if (best == null || best.count() < LEAST_OCCURRENCES) {
        break;
      }
      merge(best.pair(), 256 + merges.size());
      merges.add(best.pair());
    }
    return new PairMerges(merges);
  }

  /// The most frequent pair; entries of the queue whose count has changed since are stale.
  private @Nullable Candidate next() {
    for (Candidate first = queue.poll(); first != null; first = queue.poll()) {
      if (first.count() == counts.getOrDefault(first.pair(), 0L)) {
        return first;
      }
    }
    return null;
  }

  private void merge(long pair, int merged) {
    Set<Long> changed = new HashSet<>();
    for (Word word : List.copyOf(places.getOrDefault(pair, Set.of()))) {
      collect(word, changed);
      note(word, -1);
      word.tokens = replaced(word.tokens, pair, merged);
      note(word, 1);
      collect(word, changed);
    }
    for (long other : changed) {
      long count = counts.getOrDefault(other, 0L);
      if (count > 0) {
        queue.add(new Candidate(other, count));
      }
    }
    counts.remove(pair);
    places.remove(pair);
  }

  private static void collect(Word word, Set<Long> pairs) {
    for (int place = 0; place + 1 < word.tokens.length; place++) {
      pairs.add(PairMerges.pair(word.tokens[place], word.tokens[place + 1]));
    }
  }

  private void note(Word word, int sign) {
    for (int place = 0; place + 1 < word.tokens.length; place++) {
      long pair = PairMerges.pair(word.tokens[place], word.tokens[place + 1]);
      counts.merge(pair, sign * word.count, Long::sum);
      Set<Word> words = places.computeIfAbsent(pair, _ -> new HashSet<>());
      if (sign > 0) {
        words.add(word);
      } else {
        words.remove(word);
      }
    }
  }

  private static int[] replaced(int[] tokens, long pair, int merged) {
    int[] result = new int[tokens.length];
    int length = 0;
    for (int place = 0; place < tokens.length; place++) {
      boolean found =
          place + 1 < tokens.length && PairMerges.pair(tokens[place], tokens[place + 1]) == pair;
      result[length++] = found ? merged : tokens[place];
      place += found ? 1 : 0;
    }
    return Arrays.copyOf(result, length);
  }
}
