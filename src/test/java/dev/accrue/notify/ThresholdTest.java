package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {

  @ParameterizedTest
  @CsvSource({
    "train/loss > 10,       train/loss > 10,   10.5,      10",
    "train/loss>=10,        train/loss >= 10,  10,        9.9",
    "' a_1/b  <   -2.5e-3 ', a_1/b < -2.5e-3,  -1,        0",
    "loss <= +7,            loss <= +7,        -Infinity, 7.5",
    "loss > 1,              loss > 1,          Infinity,  NaN"
  })
  void readsASeriesAComparisonAndANumber(String text, String shown, double meets, double fails) {
    Threshold threshold = Threshold.parse(text).orElseThrow();

    assertThat(threshold.text()).isEqualTo(shown);
    assertThat(threshold.isMetBy(meets)).isTrue();
    assertThat(threshold.isMetBy(fails)).isFalse();
    assertThat(Threshold.parse(shown)).contains(threshold);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "loss",
        "loss >",
        "> 10",
        "loss = 10",
        "loss == 10",
        "loss >> 10",
        "loss > ten",
        "loss > NaN",
        "loss > 1e999",
        "loss > 1 or loss < 0",
        "Loss > 1",
        "train//loss > 1",
        "/loss > 1",
        "loss\n> 1",
        "loss > 1; DROP TABLE job"
      })
  void readsNothingElse(String text) {
    assertThat(Threshold.parse(text)).isEmpty();
  }
}
