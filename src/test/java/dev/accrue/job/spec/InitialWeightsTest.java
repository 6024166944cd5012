package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.InitialTake;
import dev.accrue.api.spec.InitialWeightsSpec;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.dataset.Dataset;
import dev.accrue.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialWeightsTest {

  private static final UUID CHECKPOINT = UUID.fromString("5a1fba18-3f6e-4a57-b4d3-3fdd4ee7a6b9");

  private static final TeamData DATA =
      new TeamData() {
        @Override
        public Optional<Dataset> find(String team, String dataset) {
          return Optional.of(
              new Dataset(
                  "mnist",
                  "digits",
                  "IDX",
                  List.of(
                      new Dataset.Split("train", 60_000, List.of(28L, 28L)),
                      new Dataset.Split("test", 10_000, List.of(28L, 28L)))));
        }

        @Override
        public Optional<ModelFile> findModel(String team, String model) {
          return switch (model) {
            case "weights" ->
                Optional.of(new ModelFile(model, ModelKind.SAFETENSORS, 16, "0".repeat(64)));
            case "module" ->
                Optional.of(new ModelFile(model, ModelKind.TORCHSCRIPT, 16, "0".repeat(64)));
            default -> Optional.empty();
          };
        }

        @Override
        public boolean hasCheckpoint(String team, UUID checkpoint) {
          return checkpoint.equals(CHECKPOINT);
        }
      };

  @Test
  void startsFromWeightsOrACheckpointOfTheTeam() {
    assertThat(read("{weights: weights}")).isEqualTo(new InitialWeightsSpec(null, "weights", true));
    assertThat(read("{checkpoint: %s, strict: false}".formatted(CHECKPOINT)))
        .isEqualTo(new InitialWeightsSpec(CHECKPOINT, null, false));
    assertThat(read("{weights: module}")).isEqualTo(new InitialWeightsSpec(null, "module", true));
    assertThat(read("{checkpoint: %s, take: weights}".formatted(CHECKPOINT)))
        .isEqualTo(new InitialWeightsSpec(CHECKPOINT, null, true));
    assertThat(read("{checkpoint: %s, take: everything}".formatted(CHECKPOINT)))
        .isEqualTo(new InitialWeightsSpec(CHECKPOINT, null, true, InitialTake.EVERYTHING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                 | initialWeights: names neither a checkpoint nor weights
          {weights: other}                                   | initialWeights.weights: the team default has no such model
          {weights: weights, take: everything}               | initialWeights.take: a file has no optimizer state
          {weights: 7}                                       | initialWeights.weights: is not the name
          {checkpoint: 00000000-0000-0000-0000-000000000000} | no job of the team default has such a checkpoint
          {checkpoint: newest}                               | initialWeights.checkpoint: is not a checkpoint's id
          {weights: weights, checkpoint: 5a1fba18-3f6e-4a57-b4d3-3fdd4ee7a6b9} | weights come from a checkpoint already
          {weights: weights, stric: true}                    | did you mean strict?
          """)
  void saysWhatIsWrong(String initialWeights, String words) {
    assertThatThrownBy(() -> read(initialWeights))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  private static @Nullable InitialWeightsSpec read(String initialWeights) {
    String spec =
        """
        apiVersion: accrue/v1
        name: a
        model: {architecture: mlp, hidden: [8]}
        data: {dataset: mnist}
        training: {batch: {effective: 64, micro: 32}, epochs: 1}
        initialWeights: %s
        """
            .formatted(initialWeights);
    return SpecReader.read(
            spec.getBytes(StandardCharsets.UTF_8), SpecFormat.YAML, List.of("default"), DATA)
        .spec()
        .initialWeights();
  }
}
