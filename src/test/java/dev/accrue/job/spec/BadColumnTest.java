package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.worker.ModuleCheckTask.Kind;
import dev.accrue.api.worker.ModuleCheckTask.Target;
import dev.accrue.dataset.Dataset;
import dev.accrue.dataset.SplitSchema;
import dev.accrue.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Columns and losses that do not go with what the catalogue knows of a data set.
class BadColumnTest {

  private static final List<DatasetColumn> HOUSES =
      List.of(
          column("size", DatasetColumn.Kind.NUMBER, false, 10.5, 200.0, 40L, 0),
          column("rooms", DatasetColumn.Kind.NUMBER, true, 1.0, 4.0, 4L, 0),
          column("sold", DatasetColumn.Kind.NUMBER, true, 0.0, 1.0, 2L, 0),
          column("quarter", DatasetColumn.Kind.CATEGORY, false, null, null, 3L, 0),
          column("holes", DatasetColumn.Kind.NUMBER, false, 0.5, 9.0, 9L, 7),
          column("many", DatasetColumn.Kind.NUMBER, false, 0.5, 9.0, null, 0),
          column("price", DatasetColumn.Kind.NUMBER, false, 0.5, 9.0, null, 0));

  private static final Map<String, SplitSchema> SCHEMAS =
      Map.of(
          "houses", new SplitSchema("CSV", HOUSES),
          "houses/test", new SplitSchema("CSV", HOUSES.subList(1, 7)),
          "notes",
              new SplitSchema(
                  "CSV",
                  List.of(
                      column("note", DatasetColumn.Kind.TEXT, false, null, null, null, 0),
                      HOUSES.get(3))),
          "mnist",
              new SplitSchema(
                  "IDX",
                  List.of(
                      array("features", "UNSIGNED_BYTE", 0, 255, 1000, 28, 28),
                      array("targets", "UNSIGNED_BYTE", 0, 9, 1000))),
          "curves",
              new SplitSchema(
                  "NPZ",
                  List.of(
                      array("x", "FLOAT", -1, 1, 1000, 6),
                      array("y", "DOUBLE", -1, 1, 1000, 3),
                      array("odd", "INT", -1, 1, 1000),
                      array("kind", "INT", -100, 4, 1000))),
          "novel",
              new SplitSchema(
                  "TEXT",
                  List.of(column("text", DatasetColumn.Kind.TEXT, false, null, null, null, 0))));

  private static final TeamData DATA =
      new TeamData() {
        @Override
        public Optional<Dataset> find(String team, String name) {
          String format = SCHEMAS.containsKey(name) ? SCHEMAS.get(name).format() : "CSV";
          List<Long> shape =
              switch (name) {
                case "mnist" -> List.of(28L, 28L);
                case "curves" -> List.of(6L);
                default -> List.of();
              };
          return Optional.of(
              new Dataset(
                  name,
                  "for tests",
                  format,
                  List.of(
                      new Dataset.Split("train", 1000, shape),
                      new Dataset.Split("test", 100, shape))));
        }

        @Override
        public Optional<SplitSchema> findSchema(String team, String dataset, String split) {
          String own = dataset + "/" + split;
          return Optional.ofNullable(SCHEMAS.getOrDefault(own, SCHEMAS.get(dataset)));
        }
      };

  private static DatasetColumn column(
      String name,
      DatasetColumn.Kind kind,
      boolean whole,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Long different,
      long missing) {
    return new DatasetColumn(
        name,
        kind,
        "number",
        List.of(1000L),
        1000 - missing,
        missing,
        whole,
        min,
        max,
        min,
        different,
        List.of());
  }

  private static DatasetColumn array(
      String name, String type, double min, double max, long... shape) {
    boolean whole = !type.equals("FLOAT") && !type.equals("DOUBLE");
    return new DatasetColumn(
        name,
        DatasetColumn.Kind.NUMBER,
        type,
        java.util.Arrays.stream(shape).boxed().toList(),
        1000,
        0,
        whole,
        min,
        max,
        0.0,
        null,
        List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          houses, target: pirce, validationFraction: 0.1 | seed: 1 | data.target: split train of houses has no such column; did you mean price?
          houses, target: zzzzzzz, validationFraction: 0.1 | seed: 1 | write one of size, rooms, sold, quarter, holes, many, price
          houses, features: [rooms, sizes], validationFraction: 0.1 | seed: 1 | data.features[1]: split train of houses has no such column; did you mean size?
          houses, features: [rooms, price], validationFraction: 0.1 | seed: 1 | data.features[1]: is a target too
          houses, features: [size], target: price | seed: 1 | data.features[0]: split test of houses has no such column
          houses, validationFraction: 0.1 | tasks: [{name: a, target: roms}] | training.tasks[0].target: split train of houses has no such column; did you mean rooms?
          houses, validationFraction: 0.1 | tasks: [{name: a, target: price}, {name: b, target: quarter, loss: huber}] | training.tasks[1].loss: the loss huber is for numbers, and the target quarter is one class per sample; write cross-entropy
          houses, target: quarter, validationFraction: 0.1 | loss: mse | training.loss: the loss mse is for numbers
          houses, target: price, validationFraction: 0.1 | loss: cross-entropy | price of split train has too many different values to be classes
          houses, target: size, validationFraction: 0.1 | loss: cross-entropy | the loss cross-entropy takes classes, and size of split train holds numbers that are not whole
          houses, target: rooms, validationFraction: 0.1 | loss: bce-with-logits | training.loss: the loss bce-with-logits takes 0, 1 and what is between, and rooms of split train holds numbers from 1.0 to 4.0; write cross-entropy
          houses, target: rooms, validationFraction: 0.1 | loss: token-cross-entropy | the loss token-cross-entropy is for a token at each place
          houses, target: holes, validationFraction: 0.1 | loss: mse | data.target: 7 rows of split train have no number to predict
          houses, target: quarter, trainSplit: test, validationSplit: test | loss: {name: cross-entropy, classWeights: [1, 2]} | training.loss.classWeights: there are 2 weights for 3 classes
          houses, target: quarter, trainSplit: test, validationSplit: test | loss: {name: cross-entropy, ignoreIndex: 3} | training.loss.ignoreIndex: classes are numbered from 0 to 2
          houses, target: sold, validationFraction: 0.1, standardizeTarget: true | loss: bce-with-logits | data.standardizeTarget: does not go with the loss bce-with-logits
          houses, target: quarter, validationFraction: 0.1, standardizeTarget: true | seed: 1 | data.standardizeTarget: has nothing to standardise, since no target of split train holds numbers
          curves, target: y, features: [x], standardizeTarget: true | loss: mse | data.standardizeTarget: is for tables, and split train is NPZ
          notes, target: quarter | seed: 1 | data.features: the column note has too many different values to be a category
          notes, target: note | seed: 1 | data.target: note of split train has too many different values to be classes
          notes, text: {sequenceLength: 4} | seed: 1 | data.features: one column of text is needed
          mnist | loss: bce-with-logits | holds numbers from 0.0 to 9.0; write cross-entropy
          mnist | tasks: [{name: a, target: label}] | training.tasks[0].target: split train of mnist has no such column
          mnist | loss: {name: cross-entropy, classWeights: [1, 2]} | there are 2 weights for 10 classes
          curves, target: y, features: [x] | loss: cross-entropy | takes one whole number per sample, and y of split train holds DOUBLE of shape [1000, 3]
          curves, target: odd, features: [x] | loss: cross-entropy | holds numbers from -1 to 1, and classes are numbered from 0
          curves, target: y | seed: 1 | data.features: split train has 3 arrays to learn from: x, odd, kind; name one of
          novel, text: {sequenceLength: 4} | loss: mse | training.loss: the loss mse is for numbers, and the target of a text is a token at each place
          """)
  void saysWhatIsWrong(String data, String training, String words) {
    assertThatThrownBy(() -> read(data, training, "{architecture: mlp, hidden: [8]}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  @Test
  void knowsWhatEachTaskPredicts() {
    assertThat(read("mnist", "seed: 1", "{architecture: mlp, hidden: [8]}").targets())
        .containsExactly(new Target("target", Kind.CLASS, 10));
    assertThat(
            read(
                    "curves, features: [x]",
                    "tasks: [{name: a, target: y}, {name: b, target: kind}]",
                    "{architecture: mlp, hidden: [8]}")
                .targets())
        .containsExactly(new Target("a", Kind.REAL, 3), new Target("b", Kind.CLASS, 5));
    assertThat(
            read(
                    "houses, target: sold, validationFraction: 0.1",
                    "loss: bce-with-logits",
                    "{architecture: mlp, hidden: [8]}")
                .targets())
        .containsExactly(new Target("target", Kind.REAL, 1));
    assertThat(
            read(
                    "houses, target: price, validationFraction: 0.1, standardizeTarget: true",
                    "loss: huber",
                    "{architecture: mlp, hidden: [8]}")
                .spec()
                .data()
                .standardizeTarget())
        .isTrue();
    assertThat(
            read(
                    "houses, target: rooms, validationFraction: 0.1",
                    "loss: cross-entropy",
                    "{architecture: mlp, hidden: [8]}")
                .targets())
        .as("the rows that are trained on may lack a class")
        .containsExactly(new Target("target", Kind.CLASS, 0));
    assertThat(read("unknown", "loss: mse", "{architecture: mlp, hidden: [8]}").targets())
        .isEmpty();
  }

  @Test
  void refusesLayersThatEndInFewerOutputsThanTheTargetHasClasses() {
    String layers =
        "{architecture: layers, layers: [{type: flatten}, {type: linear, outputs: %d}]}";

    assertThat(read("mnist", "seed: 1", layers.formatted(10)).targets()).hasSize(1);
    assertThatThrownBy(() -> read("mnist", "seed: 1", layers.formatted(9)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("10");
  }

  private static ReadSpec read(String data, String training, String model) {
    String spec =
        """
        apiVersion: accrue/v1
        name: a
        model: %s
        data: {dataset: %s}
        training: {batch: {effective: 64, micro: 32}, optimizerSteps: 5, %s}
        """
            .formatted(model, data, training);
    return SpecReader.read(
        spec.getBytes(StandardCharsets.UTF_8), SpecFormat.YAML, List.of("default"), DATA);
  }
}
