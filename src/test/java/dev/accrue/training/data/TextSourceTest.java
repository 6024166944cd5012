package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.training.Jobs;
import dev.accrue.training.TrainingRefusedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {

  private static final Jobs TEXT =
      Jobs.mlp()
          .with(
              "data.text",
              "{\"tokenizer\": \"bytes\", \"vocabulary\": 256, \"sequenceLength\": 4}");

  @TempDir Path directory;

  @Test
  void windowsShowEachTokenWithTheOneAfterIt() throws Exception {
    TrainingData data = files("abcdefghijkl", "0123456789").open(TEXT);
    SampleSource train = data.train();
    assertThat(train.size()).isEqualTo(2);
    assertThat(DataFiles.tokens(train, 1)).isEqualTo(bytes("fghi"));
    assertThat(DataFiles.target(train, 0, 1)).isEqualTo(bytes("ghij"));
    assertThat(train.features().vocabulary()).isEqualTo(256);
    assertThat(train.targets().getFirst().kind()).isEqualTo(TargetLayout.Kind.TOKENS);
    assertThat(train.targets().getFirst().outputs()).isEqualTo(256);
    assertThat(train.targetElements(0, 0, SampleSource.MASKED)).isEqualTo(4);
    assertThat(data.validation().size()).isEqualTo(2);
  }

  @Test
  void bytesBeyond127AreTokensToo() throws Exception {
    SampleSource train = files("\u00e4\u00f6\u00fc", "01234").open(TEXT).train();
    assertThat(DataFiles.tokens(train, 0)).containsExactly(0xc3L, 0xa4L, 0xc3L, 0xb6L);
  }

  @Test
  void theLastWindowsAreHeldOut() throws Exception {
    Jobs job =
        TEXT.with("data.validationFraction", "0.25").with("data.validationSplit", "\"train\"");
    TrainingData data = files("0123456789".repeat(4), "unused").open(job);
    assertThat(data.train().size()).isEqualTo(6);
    assertThat(data.validation().size()).isEqualTo(2);
    assertThat(DataFiles.tokens(data.validation(), 0)).isEqualTo(bytes("0123"));
    assertThat(data.validation().name()).isEqualTo("train (held out)");
  }

  @Test
  void refusesTextThatIsTooShortOrWithoutATokenizer() throws Exception {
    assertThatThrownBy(() -> files("abcd", "01234").open(TEXT))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("split train has 4 tokens")
        .hasMessageContaining("sequenceLength");
    assertThatThrownBy(() -> files("abcde", "01234").open(Jobs.mlp()))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("data.text");
  }

  private DataFiles files(String train, String test) throws Exception {
    return new DataFiles(directory, "TEXT").with("train", train).with("test", test);
  }

  private static List<Long> bytes(String text) {
    return text.chars().mapToObj(character -> (long) character).toList();
  }
}
