package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.dataset.Dataset;
import dev.accrue.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What can be wrong with windows, tasks and recalibration, and what its author reads.
class BadBatchSpecTest {

  private static final Dataset IMAGES =
      new Dataset(
          "images",
          "",
          "IDX",
          List.of(
              new Dataset.Split("train", 1000, List.of(28L, 28L)),
              new Dataset.Split("test", 100, List.of(28L, 28L))));

  private static TrainingSpec read(String batch, String more) {
    String spec =
        """
        apiVersion: accrue/v1
        name: windows
        model: {architecture: mlp}
        data: {dataset: images}
        training: {batch: %s, optimizerSteps: 5%s}
        """
            .formatted(batch, more.isEmpty() ? "" : ", " + more);
    return SpecReader.read(
            spec.getBytes(StandardCharsets.UTF_8),
            SpecFormat.YAML,
            List.of("red"),
            (team, name) -> Optional.of(IMAGES))
        .spec()
        .training();
  }

  @Test
  void readsStagesAndAutomaticMicroBatches() {
    String stages =
        "[{fromOptimizerStep: 0, effective: 16}, {fromOptimizerStep: 3, effective: 64}]";
    List<BatchStage> expected = List.of(new BatchStage(0, 16), new BatchStage(3, 64));
    assertThat(read("{effective: %s, micro: auto}".formatted(stages), "").batch())
        .isEqualTo(new BatchSpec(expected, 64, true));
    assertThat(read("{effective: %s, micro: 32}".formatted(stages), "").batch())
        .as("a micro-batch larger than a stage's windows")
        .isEqualTo(new BatchSpec(expected, 32, false));
    assertThat(read("{effective: 48}", "").batch()).isEqualTo(new BatchSpec(48, 32));
  }

  @Test
  void readsTasks() {
    TrainingSpec spec =
        read(
            "{effective: 8}",
            "backward: sequential, tasks: [{name: digit}, {name: parity, target: odd, weight: 0.5}]");
    assertThat(Objects.requireNonNull(spec.tasks()))
        .containsExactly(
            new TaskSpec("digit", null, 1, null, null, null),
            new TaskSpec("parity", "odd", 0.5, null, null, null));
    assertThat(spec.backward()).isEqualTo(Backward.SEQUENTIAL);
    assertThat(read("{effective: 8}", "recalibrationSamples: 500").recalibrationSamples())
        .isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {effective: 8, micro: 9}          | batch.micro | smaller than micro-batch 9 | lower micro to 8
          {effective: 8, micro: most}       | batch.micro | neither a whole number nor auto | auto
          {effective: 1001}                 | batch.effective | larger than the 1000 samples | at most 1000
          {effective: []}                   | batch.effective | not a list of 1 to 64 objects | [{fromOptimizerStep: 0, effective: 64}]
          {effective: [64]}                 | batch.effective | not a list of 1 to 64 objects | [{fromOptimizerStep: 0, effective: 64}]
          {effective: [{effective: 64}]}    | batch.effective[0].fromOptimizerStep | is missing | 0
          {effective: [{fromOptimizerStep: 1, effective: 64}]} | batch.effective[0].fromOptimizerStep | begins at step 1 | write 0
          {effective: [{fromOptimizerStep: 0, effective: 0}]}  | batch.effective[0].effective | not a whole number from 1 | 1,048,576
          {effective: [{fromOptimizerStep: 0, effective: 4}, {fromOptimizerStep: 0, effective: 8}]} | batch.effective[1].fromOptimizerStep | the one before it at 0 | more than 0
          {effective: [{fromOptimizerStep: 0, effective: 4, size: 3}]} | batch.effective[0].size | not a field that exists here | remove it
          {effective: [{fromOptimizerStep: 0, effective: 4}, {fromOptimizerStep: 5, effective: 8}]} | batch.effective[1].fromOptimizerStep | begins at step 5 never does: the job has 5 | below 5
          {effective: [{fromOptimizerStep: 0, effective: 4}, {fromOptimizerStep: 4, effective: 8}], micro: 9} | batch.micro | batch 8 is smaller than micro-batch 9 | lower micro to 8
          """)
  void refusesBatches(String batch, String field, String message, String fix) {
    refuses(batch, "", field, message, fix);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tasks: []                         | tasks | not a list of 1 to 32 objects | [{name: digit
          tasks: [{target: odd}]            | tasks[0].name | is missing | a letter first
          tasks: [{name: Digit}]            | tasks[0].name | small letters | a letter first
          tasks: [{name: a}, {name: a}]     | tasks[1].name | earlier task | its own name
          tasks: [{name: a, weight: 0}]     | tasks[0].weight | above 0 | above 0
          tasks: [{name: a, weight: -1}]    | tasks[0].weight | above 0 | above 0
          tasks: [{name: a, wait: 1}]       | tasks[0].wait | not a field | weight
          backward: joint                   | backward | there is one task | list tasks
          backward: both, tasks: [{name: a}] | backward | joint or sequential | joint
          recalibrationSamples: 1           | recalibrationSamples | from 2 to 100,000,000 | from 2
          recalibrationSamples: 9, batchNormMomentum: frozen | recalibrationSamples | never measured | adjusted
          """)
  void refusesTasksAndRecalibration(String more, String field, String message, String fix) {
    refuses("{effective: 8}", more, field, message, fix);
  }

  private static void refuses(String batch, String more, String field, String message, String fix) {
    assertThatThrownBy(() -> read(batch, more))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem ->
                assertThat(problem.violations())
                    .anySatisfy(violation -> {
                      assertThat(violation.field()).isEqualTo("training." + field);
                      assertThat(violation.message()).contains(message);
                      assertThat(violation.fix()).contains(fix);
                    }));
  }
}
