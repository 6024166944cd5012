package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.training.Jobs;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentSourceTest {

  private static final Jobs JOB =
      Jobs.mlp()
          .with(
              "data.text",
              "{\"tokenizer\": \"bytes\", \"vocabulary\": 256, \"sequenceLength\": 4}");
  private static final String LABELLED =
      """
      {"text": "abcdef", "label": "good"}
      {"text": "xy", "label": "bad"}
      {"text": "", "label": "good"}
      """;

  @TempDir Path directory;

  @Test
  void cutsLongTextsAndKeepsShortOnes() throws Exception {
    SampleSource train = files(LABELLED).open(JOB).train();
    assertThat(train.features().variableLength()).isTrue();
    assertThat(train.length(0)).isEqualTo(4);
    assertThat(DataFiles.tokens(train, 1)).containsExactly((long) 'x', (long) 'y');
    assertThat(DataFiles.tokens(train, 2)).containsExactly(0L);
    assertThat(train.targets().getFirst().classes()).isEqualTo(2);
    assertThat(DataFiles.target(train, 0, 0)).containsExactly(1L);
    assertThat(DataFiles.target(train, 0, 1)).containsExactly(0L);
  }

  @Test
  void withoutALabelTheNextTokensAreTheTargets() throws Exception {
    SampleSource train = files("{\"text\": \"abcdefg\"}\n{\"text\": \"x\"}\n").open(JOB).train();
    assertThat(DataFiles.tokens(train, 0)).containsExactly(97L, 98L, 99L, 100L);
    assertThat(DataFiles.target(train, 0, 0)).containsExactly(98L, 99L, 100L, 101L);
    assertThat(train.targetElements(0, 0, SampleSource.MASKED)).isEqualTo(4);
    assertThat(DataFiles.target(train, 0, 1)).containsExactly(SampleSource.MASKED);
    assertThat(train.targetElements(0, 1, SampleSource.MASKED)).isZero();
  }

  @Test
  void microBatchesArePaddedToTheirLongest() throws Exception {
    String lines = "{\"text\": \"abc\"}\n{\"text\": \"defg\"}\n{\"text\": \"hi\"}\n";
    SampleSource train = files(lines).open(JOB).train();
    PlannedMicroBatch first = new PlannedMicroBatch(0, List.of(new SampleRange(0, 0, 2)));
    PlannedMicroBatch second = new PlannedMicroBatch(1, List.of(new SampleRange(0, 2, 3)));
    try (TorchRuntime runtime = TestRuntime.start(directory);
        NDManager scope = runtime.newScope();
        MicroBatchLoader loader =
            new MicroBatchLoader(
                train,
                ElementType.F32,
                new SampleOrder.AsStored(),
                2,
                List.of(first, second).iterator())) {
      try (LoadedMicroBatch batch = loader.next()) {
        NDList inputs = batch.inputs(scope);
        NDArray targets = batch.targets(scope).getFirst();
        assertThat(inputs.get(0).toLongArray()).containsExactly(97, 98, 0, 100, 101, 102);
        assertThat(inputs.get(0).getShape().getShape()).containsExactly(2, 3);
        assertThat(inputs.get(1).toLongArray()).containsExactly(2, 3);
        assertThat(targets.toLongArray()).containsExactly(98, 99, -100, 101, 102, 103);
      }
      try (LoadedMicroBatch batch = loader.next()) {
        assertThat(batch.inputs(scope).get(0).getShape().getShape()).containsExactly(1, 1);
      }
    }
  }

  private DataFiles files(String lines) throws Exception {
    return new DataFiles(directory, "JSON_LINES").with("train", lines).with("test", lines);
  }
}
