package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.ImageSpec;
import dev.accrue.api.spec.TextSpec;
import dev.accrue.dataset.Dataset;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadDataTest {

  private static final TeamData DATA =
      (team, dataset) ->
          switch (dataset) {
            case "novel" -> Optional.of(dataset(dataset, "TEXT", 1000, List.of()));
            case "table" -> Optional.of(dataset(dataset, "CSV", 1000, List.of(4L)));
            case "nowhere" -> Optional.empty();
            default -> Optional.of(dataset(dataset, "IDX", 1000, List.of(28L, 28L)));
          };

  private static Dataset dataset(String name, String format, long samples, List<Long> shape) {
    return new Dataset(
        name,
        "for tests",
        format,
        List.of(new Dataset.Split("train", samples, shape), new Dataset.Split("test", 100, shape)));
  }

  @Test
  void aFractionIsHeldOutOfTheTrainingSplit() {
    ReadSpec read = read("{dataset: mnist, validationFraction: 0.105}", "epochs: 1");

    assertThat(read.spec().data().validationSplit()).isEqualTo("train");
    assertThat(read.spec().data().heldOutOf(1000)).isEqualTo(105);
    assertThat(read.totalOptimizerSteps()).isEqualTo(Math.ceilDiv(895, 64));
  }

  @Test
  void readsImagesAndColumnsAndText() {
    DataSpec images =
        read("{dataset: mnist, image: {height: 32, width: 32, flip: true}}", "epochs: 1")
            .spec()
            .data();
    assertThat(images.image()).isEqualTo(new ImageSpec(32, 32, 0, true, true));
    DataSpec table =
        read("{dataset: table, target: size, features: [age, the weight]}", "epochs: 1")
            .spec()
            .data();
    assertThat(table.features()).containsExactly("age", "the weight");
    ReadSpec text = read("{dataset: novel, text: {sequenceLength: 9}}", "epochs: 1");
    assertThat(text.spec().data().text()).isEqualTo(new TextSpec(TextSpec.Tokenizer.BYTES, 256, 9));
    assertThat(text.totalOptimizerSteps()).isEqualTo(Math.ceilDiv(100, 64));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {dataset: mnist, validationFraction: 1}             | data.validationFraction: is not
          {dataset: mnist, validationFraction: 0.0001}        | holds out 0 of 1000 samples
          {dataset: mnist, validationFraction: 0.1, validationSplit: test} | cannot go with validationFraction
          {dataset: mnist, target: digit}                     | data.target: mnist, in the format IDX, has no names
          {dataset: mnist, features: [a]}                     | data.features: mnist, in the format IDX, has no names
          {dataset: table, features: []}                      | data.features: is not a list of 1 to
          {dataset: table, features: [a, a]}                  | different names
          {dataset: table, image: {flip: true}}               | data.image: table holds no images
          {dataset: mnist, image: {height: 8}}                | data.image: has no width
          {dataset: mnist, image: {height: 0, width: 8}}      | data.image.height: is not a whole number from 1
          {dataset: mnist, image: {flips: true}}              | did you mean flip?
          {dataset: mnist, text: {sequenceLength: 4}}         | data.text: mnist holds no text
          {dataset: novel}                                    | nothing says how it becomes tokens
          {dataset: novel, text: {vocabulary: 9}}             | data.text.vocabulary: is not a whole number
          {dataset: novel, text: {tokenizer: bpe, sequenceLength: 4}} | write training.optimizerSteps instead
          {dataset: novel, text: {tokenizer: words}}          | data.text.tokenizer: is not
          """)
  void saysWhatIsWrong(String data, String words) {
    assertThatThrownBy(() -> read(data, "epochs: 1"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  /// Nobody has looked into this table, so the losses alone show it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          table | loss: bce-with-logits | does not go with the loss bce-with-logits, which takes numbers from 0 to 1
          table | loss: cross-entropy | has nothing to standardise, since the loss cross-entropy takes no numbers
          table | loss: token-cross-entropy | the loss token-cross-entropy takes no numbers
          table | batch: {effective: 32, micro: 32}, loss: contrastive | the loss contrastive takes no numbers
          table | tasks: [{name: a, target: x}, {name: b, target: y, loss: bce-with-logits}] | does not go with the loss bce-with-logits
          table | tasks: [{name: a, target: x, loss: cross-entropy}, {name: b, target: y, loss: cross-entropy}] | the loss cross-entropy takes no numbers
          nowhere | loss: cross-entropy | the loss cross-entropy takes no numbers
          """)
  void targetsOfSuchLossesAreNotStandardised(String dataset, String training, String words) {
    assertThatThrownBy(() -> readStandardized(dataset, training))
        .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
        .extracting(ProblemException::violations, InstanceOfAssertFactories.list(Violation.class))
        .anySatisfy(violation -> {
          assertThat(violation.field()).isEqualTo("data.standardizeTarget");
          assertThat(violation.value()).isEqualTo("true");
          assertThat(violation.message()).contains(words);
          assertThat(violation.fix()).isEqualTo("remove it, or write the loss mse, l1 or huber");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed: 1",
        "loss: mse",
        "loss: l1",
        "loss: huber",
        "tasks: [{name: a, target: x, loss: cross-entropy}, {name: b, target: y, loss: mse}]"
      })
  void targetsOfOtherLossesAre(String training) {
    assertThat(readStandardized("table", training).spec().data().standardizeTarget()).isTrue();
  }

  private static ReadSpec readStandardized(String dataset, String training) {
    String batch = training.contains("batch:") ? "" : ", batch: {effective: 64, micro: 32}";
    return read(
        "{dataset: %s, standardizeTarget: true}".formatted(dataset),
        "{optimizerSteps: 5, %s%s}".formatted(training, batch),
        "{architecture: mlp, hidden: [8]}");
  }

  private static ReadSpec read(String data, String length) {
    return read(
        data,
        "{batch: {effective: 64, micro: 32}, %s}".formatted(length),
        data.contains("novel") ? "{architecture: lstm}" : "{architecture: mlp, hidden: [8]}");
  }

  private static ReadSpec read(String data, String training, String model) {
    String spec =
        """
        apiVersion: accrue/v1
        name: a
        model: %s
        data: %s
        training: %s
        """
            .formatted(model, data, training);
    return SpecReader.read(
        spec.getBytes(StandardCharsets.UTF_8), SpecFormat.YAML, List.of("default"), DATA);
  }
}
