package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.training.Jobs;
import dev.accrue.training.TrainingRefusedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSourceTest {

  private static final String TRAIN =
      """
      age,colour,price,kind
      10,red,1.5,cat
      30,,2.5,dog
      ,blue,3.5,cat
      20,red,4.5,
      """;
  private static final String TEST =
      """
      kind,colour,age,price
      dog,green,,9
      cat,blue,20,8
      """;

  @TempDir Path directory;

  @Test
  void encodesColumnsAsTheTrainedRowsWantThem() throws Exception {
    Jobs job =
        Jobs.mlp().with("data.target", "\"kind\"").with("data.features", "[\"age\", \"colour\"]");
    TrainingData data = files(TRAIN, TEST).open(job);
    float deviation = (float) Math.sqrt(200 / 3.0);
    assertThat(data.train().features().shape()).containsExactly(5L);
    assertThat(DataFiles.features(data.train(), 0))
        .containsExactly(-10 / deviation, 0f, 0f, 1f, 0f);
    assertThat(DataFiles.features(data.train(), 1)).containsExactly(10 / deviation, 0f, 0f, 0f, 1f);
    assertThat(DataFiles.features(data.train(), 2)).containsExactly(0f, 1f, 1f, 0f, 0f);
    assertThat(DataFiles.features(data.validation(), 0)).containsExactly(0f, 1f, 0f, 0f, 0f);
    assertThat(DataFiles.features(data.validation(), 1)).containsExactly(0f, 0f, 1f, 0f, 0f);
  }

  @Test
  void masksAMissingClassAndShowsNumbersAsTheyAre() throws Exception {
    Jobs job =
        Jobs.mlp()
            .with("data.features", "[\"age\"]")
            .with(
                "training.tasks",
                """
                [{"name": "a", "target": "kind", "weight": 1},
                 {"name": "b", "target": "price", "weight": 1}]
                """);
    SampleSource train = files(TRAIN, TEST).open(job).train();
    assertThat(train.targets().getFirst().classes()).isEqualTo(2);
    assertThat(train.targetElements(0, 3, SampleSource.MASKED)).isZero();
    assertThat(train.targetElements(0, 1, SampleSource.MASKED)).isOne();
    assertThat(DataFiles.target(train, 0, 3)).containsExactly(SampleSource.MASKED);
    assertThat(DataFiles.target(train, 0, 1)).containsExactly(1L);
    ByteBuffer price = DataFiles.buffer(4);
    train.writeTarget(1, 2, price);
    assertThat(price.getFloat(0)).isEqualTo(3.5f);
  }

  /// By the trained rows, in all splits.
  @Test
  void standardisesNumbersToPredictWhereTheSpecSaysSo() throws Exception {
    Jobs job =
        Jobs.mlp()
            .with("data.target", "\"price\"")
            .with("data.features", "[\"age\"]")
            .with("data.standardizeTarget", "true");

    TrainingData data = files(TRAIN, TEST).open(job);

    TargetLayout layout = data.train().targets().getFirst();
    double deviation = Math.sqrt((1.5 * 1.5 + 0.5 * 0.5 + 0.5 * 0.5 + 1.5 * 1.5) / 4);
    assertThat(layout.origin()).isEqualTo(3);
    assertThat(layout.unit()).isEqualTo(deviation);
    assertThat(number(data.train(), 2)).isEqualTo((float) (0.5 / deviation));
    assertThat(number(data.validation(), 0)).isEqualTo((float) (6 / deviation));
  }

  @Test
  void aTargetThatIsTheSameEverywhereKeepsItsUnit() throws Exception {
    String csv = "x,y\n1,7\n2,7\n";
    SampleSource train =
        files(csv, csv).open(Jobs.mlp().with("data.standardizeTarget", "true")).train();

    assertThat(train.targets().getFirst().unit()).isOne();
    assertThat(number(train, 1)).isZero();
  }

  private static float number(SampleSource source, int sample) {
    ByteBuffer target = DataFiles.buffer(4);
    source.writeTarget(0, sample, target);
    return target.getFloat(0);
  }

  @Test
  void numbersAreClassesForALossOfClasses() throws Exception {
    String csv = "x,digit\n1,7\n2,10\n3,9\n4,7\n";
    SampleSource byClass =
        files(csv, csv)
            .open(
                Jobs.mlp()
                    .with("training.loss", "{\"name\": \"cross-entropy\", \"labelSmoothing\": 0}"))
            .train();
    assertThat(byClass.targets().getFirst().classes()).isEqualTo(3);
    assertThat(DataFiles.target(byClass, 0, 1)).containsExactly(2L);
    assertThat(files(csv, csv).open(Jobs.mlp()).train().targets().getFirst().kind())
        .isEqualTo(TargetLayout.Kind.REAL);
  }

  @Test
  void refusesWhatCannotBeLearnt() throws Exception {
    refuses(Jobs.mlp().with("data.target", "\"size\""), "no column size", "age, colour");
    refuses(
        Jobs.mlp().with("data.target", "\"kind\"").with("data.features", "[\"kind\"]"),
        "column kind is a target");
    refuses(
        Jobs.mlp().with("data.target", "\"kind\"").with("training.loss", "{\"name\": \"mse\"}"),
        "does not hold numbers only");
    refuses(
        Jobs.mlp()
            .with("data.target", "\"kind\"")
            .with("data.features", "[\"age\"]")
            .with("data.standardizeTarget", "true"),
        "data.standardizeTarget has nothing to standardise");
    for (String loss : List.of("bce-with-logits", "cross-entropy", "token-cross-entropy")) {
      refuses(
          Jobs.mlp()
              .with("data.target", "\"price\"")
              .with("data.features", "[\"age\"]")
              .with("data.standardizeTarget", "true")
              .with("training.loss", "{\"name\": \"%s\", \"labelSmoothing\": 0}".formatted(loss)),
          "data.standardizeTarget",
          "the loss " + loss,
          "remove it, or write the loss mse, l1 or huber");
    }
    assertThatThrownBy(() -> files("a,b\n1,x\n2,y\n", "a,b\n1,z\n").open(Jobs.mlp()))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("row 1 of split test has the class 'z'");
    assertThatThrownBy(() -> files("a,b\n1,2\n2,\n", "a,b\n1,2\n").open(Jobs.mlp()))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("row 2 of split train has no number");
    assertThatThrownBy(() -> files("a,b\n1,2\n", "a,b\nx,2\n").open(Jobs.mlp()))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("column a holds numbers");
  }

  private void refuses(Jobs job, String... parts) throws Exception {
    DataFiles files = files(TRAIN, TEST);
    assertThatThrownBy(() -> files.open(job))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContainingAll(parts);
  }

  private DataFiles files(String train, String test) throws Exception {
    return new DataFiles(directory, "CSV").with("train", train).with("test", test);
  }
}
