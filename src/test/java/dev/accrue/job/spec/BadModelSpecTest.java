package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.dataset.Dataset;
import dev.accrue.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What can be wrong with an architecture or with a list of layers: the field, the value and the
/// mend are told. `model` itself is named where no single field is at fault.
class BadModelSpecTest {

  /// Images of one channel, images of three, vectors of 20, and text.
  private static final TeamData DATA =
      (team, dataset) ->
          Optional.of(
              switch (dataset) {
                case "novel" -> dataset(dataset, "TEXT", List.of());
                case "colour" -> dataset(dataset, "IDX", List.of(3L, 32L, 32L));
                case "vectors" -> dataset(dataset, "IDX", List.of(20L));
                default -> dataset(dataset, "IDX", List.of(28L, 28L));
              });

  private static Dataset dataset(String name, String format, List<Long> shape) {
    return new Dataset(
        name,
        "for tests",
        format,
        List.of(
            new Dataset.Split("train", 10_000, shape), new Dataset.Split("test", 1_000, shape)));
  }

  private static ReadSpec read(String dataset, String model, String training) {
    String spec =
        """
        apiVersion: accrue/v1
        name: a
        model: %s
        data: {dataset: %s%s}
        training: {batch: {effective: 64, micro: 32}, optimizerSteps: 10%s}
        """
            .formatted(
                model,
                dataset,
                dataset.equals("novel") ? ", text: {sequenceLength: 16}" : "",
                training);
    return SpecReader.read(
        spec.getBytes(StandardCharsets.UTF_8), SpecFormat.YAML, List.of("default"), DATA);
  }

  private static void refuses(
      String dataset, String model, String training, String field, String message, String fix) {
    assertThatThrownBy(() -> read(dataset, model, training))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem ->
                assertThat(problem.violations())
                    .as(problem.getMessage())
                    .anySatisfy(violation -> {
                      assertThat(violation.field()).isEqualTo(field);
                      assertThat(violation.message()).contains(message);
                      assertThat(violation.fix()).contains(fix);
                    }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          images  | transfromer-lm                  | architecture | is not mlp or cnn | did you mean transformer-lm?
          images  | resnet, depth: 20               | depth        | is not 18, 34 or 50 | write 18, 34 or 50
          images  | resnet, depth: 101              | depth        | from 18 to 50 | from 18 to 50
          images  | resnet, stem: imagnet           | stem         | is not cifar | did you mean imagenet?
          images  | resnet, width: 0                | width        | from 1 to 4,096 | from 1 to 4,096
          images  | resnet, heads: 3                | heads        | not a field | remove it
          vectors | resnet                          | architecture | the samples have the shape [20] | write architecture: mlp
          novel   | resnet                          | architecture | a resnet takes images | write architecture: lstm
          images  | resnet, depth: 50, width: 4096  | ``           | million parameters, more than 1000 million | smaller widths
          images  | vit, patch: 5                   | patch        | patches of 5x5 do not cut samples of shape [1, 28, 28] | a divisor of height and width
          images  | vit, patch: 257                 | patch        | from 1 to 256 | from 1 to 256
          images  | vit, width: 100, heads: 3       | heads        | 3 heads do not divide the width 100 | a divisor of 100
          images  | vit, depth: 101                 | depth        | from 1 to 100 | from 1 to 100
          images  | vit, dropout: 1                 | dropout      | below 1 | below 1
          vectors | vit                             | architecture | a vit takes images | write architecture: mlp
          images  | transformer-lm                  | architecture | a transformer-lm takes tokens | write data.text
          novel   | transformer-lm, width: 10       | heads        | 4 heads do not divide the width 10 | a divisor of 10
          novel   | transformer-lm, heads: 1025     | heads        | from 1 to 1,024 | from 1 to 1,024
          novel   | transformer-lm, width: 65537    | width        | from 1 to 65,536 | from 1 to 65,536
          novel   | transformer-lm, width: 65536, depth: 100 | ``  | million parameters | fewer layers
          vectors | lstm                            | architecture | takes sequences [places, features], and the samples have the shape [20] | write architecture: mlp
          novel   | lstm, hidden: [8]               | hidden       | is not a whole number | from 1 to 65,536
          novel   | lstm, cells: 8                  | cells        | not a field | remove it
          novel   | gru, embedding: 0               | embedding    | from 1 to 65,536 | from 1 to 65,536
          novel   | gru, depth: 0                   | depth        | from 1 to 100 | from 1 to 100
          novel   | mlp                             | architecture | an mlp takes samples of one shape | lstm, gru or transformer-lm
          novel   | cnn                             | architecture | a cnn takes images | write architecture: lstm
          images  | none                            | architecture | none is no model | write training.tasks with heads
          images  | torchscript                     | module       | is missing | the name of an uploaded file
          images  | `torchscript, module: Net.pt`   | module       | is not the name of an uploaded file | small letters
          """)
  void refusesArchitectures(
      String dataset, String settings, String field, String message, String fix) {
    refuses(
        dataset,
        "{architecture: %s}".formatted(settings),
        "",
        field.isEmpty() ? "model" : "model." + field,
        message,
        fix);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          images  | linear                                        | `` | is not a list of 1 to 200 objects | type: linear
          images  | ``                                            | `` | is not a list of 1 to 200 objects | type: linear
          images  | {}                                            | [0].type | is missing | linear
          images  | {type: lineer, outputs: 3}                    | [0].type | is not linear | did you mean linear?
          images  | {type: linear}                                | [0].outputs | is missing | from 1 to 65,536
          images  | {type: linear, outputs: 0}                    | [0].outputs | from 1 to 65,536 | from 1 to 65,536
          images  | {type: linear, outputs: 3, units: 3}          | [0].units | not a field | remove it
          images  | {type: linear, outputs: 3, bias: 1}           | [0].bias | is not true or false | without quotes
          images  | {type: relu, layers: []}                      | [0].layers | not a field | remove it
          images  | {type: conv2d, outputs: 4, kernel: 31}        | [0].kernel | a kernel of 31 is larger than samples of shape [1, 28, 28] | a smaller kernel or more padding
          images  | {type: conv2d, outputs: 4, kernel: 32}        | [0].kernel | from 1 to 31 | from 1 to 31
          images  | {type: conv2d, outputs: 4, groups: 2}         | [0].groups | 2 groups do not divide 1 inputs and 4 outputs | a divisor of both
          colour  | {type: conv2d, outputs: 4, groups: 3}         | [0].groups | 3 groups do not divide 3 inputs and 4 outputs | a divisor of both
          images  | {type: flatten}, {type: conv2d, outputs: 4}   | [1] | got samples of shape [784] | [784, height, width]
          images  | {type: flatten}, {type: maxpool}              | [1] | pooling got samples of shape [784] | [channels, height, width]
          images  | {type: maxpool, size: 40}                     | [0].size | a 40x40 pooling got samples of shape [1, 28, 28] | larger images
          images  | {type: avgpool, size: 3, padding: 2}          | [0].padding | a padding of 2 is more than half of the window of 3 | at most 1
          images  | {type: adaptive-avgpool, size: 257}           | [0].size | from 1 to 256 | from 1 to 256
          colour  | {type: groupnorm, groups: 2}                  | [0].groups | 2 groups do not divide 3 channels | a divisor of 3
          novel   | {type: batchnorm}                             | [0] | batchnorm got tokens | put an embedding before it
          novel   | {type: embedding, width: 8}, {type: batchnorm} | [1] | got samples of shape [16, 8] | layernorm for sequences
          images  | {type: embedding, width: 8}                   | [0] | an embedding got real numbers | use linear
          novel   | {type: embedding, width: 8}, {type: attention, heads: 3} | [1].heads | 3 heads do not divide the width 8 | a divisor of 8
          novel   | {type: embedding, width: 8}, {type: transformer-block, heads: 3} | [1].heads | 3 heads do not divide the width 8 | a divisor of 8
          novel   | {type: embedding, width: 8}, {type: transformer-block, heads: 1025} | [1].heads | from 1 to 1,024 | from 1 to 1,024
          novel   | {type: embedding, width: 8}, {type: flatten}  | [1] | sequences of varying length | mean or last
          novel   | {type: embedding, width: 8}, {type: class-token} | [1] | got samples of shape [16, 8] | of one length
          vectors | {type: class-token}                           | [0] | a class token got samples of shape [20] | such as patches
          vectors | {type: positions}                             | [0] | positions got samples of shape [20] | sequences of vectors
          vectors | {type: lstm, hidden: 8}                       | [0] | a recurrent layer of 20 inputs got samples of shape [20] | [places, 20]
          vectors | {type: first}                                 | [0] | samples of shape [20] | sequences of vectors
          images  | {type: patches, size: 5, width: 8}            | [0].size | patches of 5x5 do not cut samples of shape [1, 28, 28] | a divisor of height and width
          images  | {type: dropout, probability: 1}               | [0].probability | below 1 | below 1
          images  | {type: residual}                              | [0].layers | has no layers | type: linear
          vectors | `{type: residual, layers: [{type: linear, outputs: 3}]}` | [0] | turn samples of shape [20] into [3] | projection: true
          images  | `{type: residual, projection: true, layers: [{type: conv2d, outputs: 4, kernel: 12}]}` | [0].projection | no stride turns [1, 28, 28] into [4, 17, 17] | divided evenly
          images  | `{type: residual, layers: [{type: relu}, {type: conv2d, outputs: 2, groups: 2}]}` | [0].layers[1].groups | 2 groups do not divide 1 inputs | a divisor of both
          novel   | `{type: residual, layers: [{type: embedding, width: 16}, {type: mean}]}` | [0] | residual got tokens | put an embedding before it
          """)
  void refusesLayers(String dataset, String layers, String field, String message, String fix) {
    refuses(
        dataset,
        "{architecture: layers, layers: [%s]}".formatted(layers),
        "",
        "model.layers" + field,
        message,
        fix);
  }

  @Test
  void refusesMoreLayersThanThereMayBe() {
    String many = String.join(", ", Collections.nCopies(201, "{type: relu}"));
    refuses(
        "images",
        "{architecture: layers, layers: [%s]}".formatted(many),
        "",
        "model.layers",
        "is not a list of 1 to 200 objects",
        "write");
    assertThat(read("images", layers(200, "{type: layernorm}"), "").spec().name()).isEqualTo("a");
  }

  private static String layers(int count, String layer) {
    return "{architecture: layers, layers: [%s]}"
        .formatted(String.join(", ", Collections.nCopies(count, layer)));
  }

  @Test
  void refusesModelsThatHaveNothingToTrain() {
    refuses(
        "vectors", layers(3, "{type: relu}"), "", "model", "has 0 parameters", "such as linear");
  }

  @Test
  void refusesLayersThatAreNestedTooDeeply() {
    assertThat(read("images", nested(7), "").spec().name()).isEqualTo("a");
    String field = "model.layers[0]" + ".layers[0]".repeat(7) + ".type";
    refuses("images", nested(8), "", field, "stands in 8 others", "nest at most 7 residuals");
  }

  private static String nested(int residuals) {
    String inner = "{type: layernorm}";
    for (int level = 0; level < residuals; level++) {
      inner = "{type: residual, layers: [%s]}".formatted(inner);
    }
    return layers(1, inner);
  }

  @Test
  void refusesMoreParametersThanThereMayBe() {
    refuses(
        "vectors",
        layers(2, "{type: linear, outputs: 65536}"),
        "",
        "model",
        "about 4296 million parameters, more than 1000 million",
        "smaller widths or fewer layers");
  }

  @Test
  void aTrunkHasNoOutputsAndAHeadIsNoModule() {
    refuses(
        "images",
        "{architecture: layers, layers: [{type: flatten}, {type: head}]}",
        ", tasks: [{name: a}, {name: b}]",
        "model.layers[1]",
        "a trunk has no outputs",
        "each task's head has its own");
    refuses(
        "images",
        "{architecture: mlp}",
        ", tasks: [{name: a, head: {architecture: layers, layers: [{type: maxpool}]}}, {name: b}]",
        "training.tasks[0].head.layers[0]",
        "pooling got samples of shape [128]",
        "it takes images");
    refuses(
        "images",
        "{architecture: none}",
        ", tasks: [{name: a, head: {architecture: mlp}}, {name: b, head: {architecture: vit, patch: 3}}]",
        "training.tasks[1].head.patch",
        "patches of 3x3 do not cut samples of shape [1, 28, 28]",
        "a divisor");
  }
}
