package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class LabelOptionsTest {

  @Command
  static final class Anything {
    @Mixin private LabelOptions labels = new LabelOptions();
  }

  private static LabelOptions parse(String... arguments) {
    Anything command = new Anything();
    new CommandLine(command).parseArgs(arguments);
    return command.labels;
  }

  @Test
  void thereNeedNotBeAny() {
    assertThat(parse().labels()).isEmpty();
    assertThat(parse().arguments()).isEmpty();
  }

  @Test
  void labelsReachAnotherCommandLineUnchanged() {
    LabelOptions labels = parse("--label", "gpu=a100", "--label=zone=eu-1");

    assertThat(labels.labels()).isEqualTo(Map.of("gpu", "a100", "zone", "eu-1"));
    assertThat(parse(labels.arguments().toArray(String[]::new)).labels())
        .isEqualTo(labels.labels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "=a100", "gpu=", "GPU=a100", "gpu=a=b", "gpu=a b", "-x=y"})
  void namesTheLabelThatIsMalformed(String label) {
    assertThatThrownBy(() -> parse("--label=" + label).labels())
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--label is " + label)
        .hasMessageContaining("gpu=a100");
  }

  @Test
  void refusesDoubledLabelsAndTooMany() {
    assertThatThrownBy(() -> parse("--label=a=1", "--label=a=2").labels())
        .hasMessageContaining("given twice");
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      many.add("--label=k%d=v".formatted(i));
    }
    assertThatThrownBy(() -> parse(many.toArray(String[]::new)).labels())
        .hasMessageContaining("at most 32");
  }
}
