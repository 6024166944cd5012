package dev.accrue.training.data;

import java.util.Arrays;

/// Cuts bytes into the words inside which pairs are merged: runs of bytes that are no blanks, each
/// with the one blank before it, and runs of blanks. Nothing is lost: the words in a row are the
/// bytes.
final class Words {

  private static final int MAX_BYTES = 128;

  /// Takes one word after the other.
  @FunctionalInterface
  interface Reader {
    void word(byte[] word);
  }

  private final Reader reader;
  private final byte[] word = new byte[MAX_BYTES];
  private int length;

  Words(Reader reader) {
    this.reader = reader;
  }

  /// The next byte.
  void add(byte next) {
    boolean begins =
        length > 0 && (isBlank(next) ? !isBlank(word[length - 1]) : length > 1 && endsInBlank());
    if (begins && !isBlank(next) && word[length - 1] == ' ') {
      length--;
      end();
      word[length++] = ' ';
    } else if (begins || length == MAX_BYTES) {
      end();
    }
    word[length++] = next;
  }

  private boolean endsInBlank() {
    return isBlank(word[length - 1]);
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\n' || value == '\r' || value == '\t';
  }

  /// No more bytes follow.
  void end() {
    if (length > 0) {
      reader.word(Arrays.copyOf(word, length));
      length = 0;
    }
  }
}
