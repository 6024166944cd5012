package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTest {

  private static final int MOST = OutputLines.MAX_LINE_CHARACTERS;

  @Test
  void aLineEndsWithAFeedAReturnOrBoth() throws IOException {
    assertThat(lines("a\nb\r\n\nc\r10 %\r20 %\n\rd"))
        .containsExactly("a", "b", "", "c", "10 %", "20 %", "", "d");
    assertThat(lines("")).isEmpty();
    assertThat(lines("a\n")).containsExactly("a");
  }

  @Test
  void aLongLineIsCutAndSaysSo() throws IOException {
    assertThat(lines("x".repeat(MOST))).containsExactly("x".repeat(MOST));
    assertThat(lines("x".repeat(20_000) + "\nnext"))
        .containsExactly("x".repeat(MOST) + " … [cut: the line has 20000 characters]", "next");
  }

  @Test
  void isNotCutInTheMiddleOfACharacter() throws IOException {
    String cut = lines("x".repeat(MOST - 1) + "😀 and more").getFirst();

    assertThat(cut).startsWith("x".repeat(MOST - 1) + " … [cut");
  }

  @Test
  void keepsTheBeginningOfALineWhenReadingFails() {
    List<String> lines = new ArrayList<>();
    Reader broken =
        new Reader() {
          private boolean read;

          @Override
          public int read(char[] into, int offset, int length) throws IOException {
            if (read) {
              throw new IOException("the pipe broke");
            }
            read = true;
            "last words".getChars(0, 10, into, offset);
            return 10;
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        };

    assertThatThrownBy(() -> OutputLines.read(broken, lines::add)).hasMessage("the pipe broke");
    assertThat(lines).containsExactly("last words");
  }

  private static List<String> lines(String output) throws IOException {
    List<String> lines = new ArrayList<>();
    OutputLines.read(new StringReader(output), lines::add);
    return lines;
  }
}
