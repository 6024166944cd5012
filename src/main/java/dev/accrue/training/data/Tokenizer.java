package dev.accrue.training.data;

import java.util.function.IntConsumer;

/// Cuts the bytes of a text into tokens, which are numbered from 0.
sealed interface Tokenizer {

  /// How many different tokens there are at most.
  int vocabulary();

  /// Takes bytes one by one, so that a text may be larger than the heap.
  ///
  /// @param tokens is given each token as soon as it is known
  Encoder encoder(IntConsumer tokens);

  /// Encodes one text.
  interface Encoder {
    void add(byte next);

    /// No more bytes follow.
    void end();
  }

  /// Each byte of UTF-8 is a token.
  record Bytes() implements Tokenizer {
    @Override
    public int vocabulary() {
      return 256;
    }

    @Override
    public Encoder encoder(IntConsumer tokens) {
      return new Encoder() {
        @Override
        public void add(byte next) {
          tokens.accept(Byte.toUnsignedInt(next));
        }

        @Override
        public void end() {}
      };
    }
  }

  /// Byte pair encoding.
  ///
  /// @param vocabulary as asked for; training may find fewer pairs
  record Pairs(PairMerges merges, int vocabulary) implements Tokenizer {
    @Override
    public Encoder encoder(IntConsumer tokens) {
      PairEncoder encoder = new PairEncoder(merges);
      Words words =
          new Words(word -> {
            for (int token : encoder.encode(word)) {
              tokens.accept(token);
            }
          });
      return new Encoder() {
        @Override
        public void add(byte next) {
          words.add(next);
        }

        @Override
        public void end() {
          words.end();
        }
      };
    }
  }
}
