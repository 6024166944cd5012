package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.training.Jobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {

  @TempDir Path directory;

  @Property(tries = 300)
  void wordsInARowAreTheBytes(@ForAll byte[] text) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    Words words = new Words(word -> joined.write(word, 0, word.length));
    for (byte next : text) {
      words.add(next);
    }
    words.end();
    assertThat(joined.toByteArray()).isEqualTo(text);
  }

  @Test
  void cutsWordsBeforeTheirBlank() {
    List<String> found = new ArrayList<>();
    Words words = new Words(word -> found.add(new String(word, StandardCharsets.UTF_8)));
    for (byte next : "low lower  new\n\nx".getBytes(StandardCharsets.UTF_8)) {
      words.add(next);
    }
    words.end();
    assertThat(String.join("", found)).isEqualTo("low lower  new\n\nx");
    assertThat(found).startsWith("low", " lower", " ", " new");
  }

  /// The example of the paper, without its mark of a word's end.
  @Test
  void mergesTheMostFrequentPairsFirst() {
    PairTrainer trainer = new PairTrainer();
    String text = "low ".repeat(5) + "lower ".repeat(2) + "newest ".repeat(6) + "widest ".repeat(3);
    for (byte next : text.replace(' ', '\n').getBytes(StandardCharsets.UTF_8)) {
      trainer.add(next);
    }
    PairMerges merges = trainer.train(259);
    assertThat(merges.size()).isEqualTo(3);
    assertThat(merges.find('e', 's')).isEqualTo(256);
    assertThat(merges.find(256, 't')).isEqualTo(257);
    assertThat(merges.find('l', 'o')).isEqualTo(258);
    assertThat(new PairEncoder(merges).encode("lowest".getBytes(StandardCharsets.UTF_8)))
        .containsExactly(258, 'w', 257);
  }

  @Test
  void learnsOnTextAndIsTheSameEachTime() throws Exception {
    String text = "the quick brown fox jumps over the lazy dog and the other dog. ".repeat(40);
    Jobs job =
        Jobs.mlp()
            .with(
                "data.text",
                "{\"tokenizer\": \"bpe\", \"vocabulary\": 300, \"sequenceLength\": 8}");
    DataFiles files =
        new DataFiles(directory, "TEXT")
            .with("train", text)
            .with("test", "the dog and the fox. ".repeat(9));
    TrainingData data = files.open(job);
    assertThat(data.train().features().vocabulary()).isEqualTo(300);
    assertThat(data.train().size()).isLessThan(text.length() / 9 / 2);
    assertThat(DataFiles.tokens(data.train(), 3))
        .isEqualTo(DataFiles.tokens(files.open(job).train(), 3))
        .anyMatch(token -> token >= 256);
  }

  private static final Jobs PAIRS =
      Jobs.mlp()
          .with(
              "data.text", "{\"tokenizer\": \"bpe\", \"vocabulary\": 300, \"sequenceLength\": 8}");

  private List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.toString().contains(".pairs-")).toList();
    }
  }

  /// What was learnt is found again, by text and vocabulary, and only if it is whole.
  @Test
  void learnsOnATextOnce() throws Exception {
    DataFiles files =
        new DataFiles(directory, "TEXT")
            .with("train", "the quick brown fox jumps over the lazy dog. ".repeat(40))
            .with("test", "the dog and the fox. ".repeat(9));
    List<Long> learnt = DataFiles.tokens(files.open(PAIRS).train(), 3);
    Path file = kept().getFirst();
    byte[] whole = Files.readAllBytes(file);
    assertThat(whole.length).isGreaterThan(20 * Long.BYTES + 32);

    Files.write(file, ofNoPairs());
    assertThat(DataFiles.tokens(files.open(PAIRS).train(), 3)).allMatch(token -> token < 256);

    for (byte[] damaged : List.of(Arrays.copyOf(whole, 47), Arrays.copyOf(whole, 9), new byte[0])) {
      Files.write(file, damaged);
      assertThat(DataFiles.tokens(files.open(PAIRS).train(), 3)).isEqualTo(learnt);
      assertThat(file).hasBinaryContent(whole);
    }
    files.open(PAIRS.with("data.text.vocabulary", "290"));
    assertThat(kept()).hasSize(2);
  }

  /// A file that is sound and says that nothing was learnt.
  private static byte[] ofNoPairs() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest();
  }
}
