package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.Beta2ScalingSpec;
import dev.accrue.api.spec.EmaSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.ParameterGroupSpec;
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

/// What can be written about losses, metrics and updates, and what can be wrong with it.
class BadLossSpecTest {

  private static final Dataset IMAGES =
      new Dataset(
          "images",
          "",
          "IDX",
          List.of(
              new Dataset.Split("train", 1000, List.of(28L, 28L)),
              new Dataset.Split("test", 100, List.of(28L, 28L))));

  private static TrainingSpec read(String more) {
    String spec =
        """
        apiVersion: accrue/v1
        name: losses
        model: {architecture: mlp}
        data: {dataset: images}
        training: {optimizerSteps: 5, %s}
        """
            .formatted(more.contains("batch:") ? more : "batch: {effective: 64}, " + more);
    return SpecReader.read(
            spec.getBytes(StandardCharsets.UTF_8),
            SpecFormat.YAML,
            List.of("red"),
            (team, name) -> Optional.of(IMAGES))
        .spec()
        .training();
  }

  @Test
  void readsLossesAndTheirDefaults() {
    assertThat(read("seed: 1").loss()).isNull();
    assertThat(read("loss: mse").loss()).isEqualTo(new LossSpec.MeanSquaredError());
    assertThat(read("loss: {name: huber}").loss()).isEqualTo(new LossSpec.Huber(1));
    assertThat(read("loss: {name: cross-entropy, ignoreIndex: 3, classWeights: [1, 0.5]}").loss())
        .isEqualTo(new LossSpec.CrossEntropy(0, 3, List.of(1.0, 0.5)));
    assertThat(read("loss: {name: token-cross-entropy, labelSmoothing: 0.1}").loss())
        .isEqualTo(new LossSpec.TokenCrossEntropy(0.1));
    assertThat(read("batch: {effective: 32, micro: 32}, loss: contrastive").loss())
        .isEqualTo(new LossSpec.Contrastive(0.1));
  }

  @Test
  void readsMetrics() {
    assertThat(read("metrics: [accuracy, top-5]").metrics())
        .containsExactly(Metric.ACCURACY, Metric.TOP_5);
    assertThat(Objects.requireNonNull(read("tasks: [{name: a, loss: l1, metrics: [r2]}]").tasks()))
        .containsExactly(
            new TaskSpec("a", null, 1, new LossSpec.MeanAbsoluteError(), null, List.of(Metric.R2)));
  }

  @Test
  void readsWhatShapesUpdates() {
    TrainingSpec spec =
        read(
            """
            ema: {}, beta2Scaling: {referenceBatch: 256}, freeze: ["layers.0.*"],
            parameterGroups: [{match: "*.bias", weightDecay: 0}], optimizer: {name: lamb}
            """);
    assertThat(spec.ema()).isEqualTo(new EmaSpec(0.999));
    assertThat(spec.beta2Scaling())
        .isEqualTo(new Beta2ScalingSpec(Beta2ScalingSpec.Rule.SAMPLES, 256));
    assertThat(spec.freeze()).containsExactly("layers.0.*");
    assertThat(spec.parameterGroups()).containsExactly(new ParameterGroupSpec("*.bias", 1, 0.0));
    assertThat(spec.optimizer()).isEqualTo(new OptimizerSpec.Lamb(0.9, 0.999, 1e-6, 0.01));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          loss: {labelSmoothing: 0.1}                    | loss.name | is missing | cross-entropy
          loss: cross-entorpy                            | loss.name | is not cross-entropy | did you mean cross-entropy?
          loss: 3                                        | loss | is not an object | below it
          loss: {name: mse, delta: 1}                    | loss.delta | not a field | remove it
          loss: {name: cross-entropy, labelSmoothing: 1} | loss.labelSmoothing | below 1 | below 1
          loss: {name: cross-entropy, ignoreIndex: -1}   | loss.ignoreIndex | from 0 | from 0
          loss: {name: cross-entropy, classWeights: 2}   | loss.classWeights | a list of 1 to 10000 numbers | [1, 0.5]
          loss: {name: cross-entropy, classWeights: [1, -1]} | loss.classWeights[1] | from 0 to 1000000 | from 0
          loss: {name: cross-entropy, classWeights: [0, 0]} | loss.classWeights | all 0 | above 0
          loss: {name: huber, delta: 0}                  | loss.delta | above 0 | above 0
          loss: {name: contrastive, temperature: 0}      | loss.temperature | from 0.001 | from 0.001
          loss: contrastive                              | batch.micro | another objective | write micro: 64
          batch: {effective: 64, micro: auto}, loss: contrastive | batch.micro | another objective | write micro: 64
          tasks: [{name: a, loss: contrastive}]          | batch.micro | another objective | write micro: 64
          metrics: accuracy                              | metrics | not a list of 1 to 6 entries | one of accuracy
          metrics: []                                    | metrics | not a list of 1 to 6 entries | one of accuracy
          metrics: [acuracy]                             | metrics | acuracy is not one of | did you mean accuracy?
          metrics: [f1, f1]                              | metrics | f1 is there twice | once
          loss: mse, metrics: [accuracy]                 | metrics | accuracy says nothing about the loss mse | mae, r2
          loss: {name: contrastive}, metrics: [f1]       | metrics | f1 says nothing about the loss contrastive | accuracy, top-5
          ema: {decay: 1}                                | ema.decay | below 1 | below 1
          ema: 0.9                                       | ema | is not an object | below it
          ema: {decya: 0.9}                              | ema.decya | not a field | did you mean decay?
          beta2Scaling: {}                               | beta2Scaling.referenceBatch | is missing | from 1
          beta2Scaling: {name: none, referenceBatch: 2}  | beta2Scaling.referenceBatch | without a scaling | samples
          beta2Scaling: {referenceBatch: 2}, optimizer: {name: sgd} | beta2Scaling | sgd has no second moment | adamw
          beta2Scaling: {referenceBatch: 2}, optimizer: {name: lion} | beta2Scaling | lion has no second moment | adamw
          freeze: layers                                 | freeze | not a list of 1 to 100 entries | layers.0.*
          freeze: ["a b"]                                | freeze[0] | a pattern of 1 to 200 | layers.0.*
          parameterGroups: [{match: "*"}]                | parameterGroups[0].match | sets nothing | learningRateFactor or weightDecay
          parameterGroups: [{weightDecay: 0}]            | parameterGroups[0].match | is missing | a pattern
          parameterGroups: [{match: a, learningRateFactor: 0}] | parameterGroups[0].learningRateFactor | above 0 | above 0
          parameterGroups: [{match: a, weightDecay: -1}] | parameterGroups[0].weightDecay | from 0 | from 0
          parameterGroups: [{match: a, weightDecay: 0}, {match: a, weightDecay: 1}] | parameterGroups[1].match | earlier group | together
          optimizer: {name: null}                        | optimizer.name | is null | adamw
          optimizer: {name: rmsprop, alpha: 1}           | optimizer.alpha | below 1 | below 1
          optimizer: {name: adagrad, momentum: 0.9}      | optimizer.momentum | not a field | remove it
          """)
  void refuses(String more, String field, String message, String fix) {
    assertThatThrownBy(() -> read(more))
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
