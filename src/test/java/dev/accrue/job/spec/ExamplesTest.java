package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every spec of `examples` is accepted as it stands, on the data that its comments speak of.
class ExamplesTest {

  private static final TeamData DATA =
      new TeamData() {
        @Override
        public Optional<Dataset> find(String team, String dataset) {
          return switch (dataset) {
            case "mnist" ->
                Optional.of(
                    new Dataset(
                        dataset,
                        "",
                        "IDX",
                        List.of(
                            new Dataset.Split("train", 60_000, List.of(28L, 28L)),
                            new Dataset.Split("test", 10_000, List.of(28L, 28L)))));
            case "houses" -> uploaded(dataset, "CSV", 2_000, List.of());
            case "plants" -> uploaded(dataset, "JSON_LINES", 2_000, List.of());
            case "photos" -> uploaded(dataset, "IMAGES_ZIP", 2_000, List.of(3L, 240L, 320L));
            case "novel", "moby-dick" -> uploaded(dataset, "TEXT", 1_000_000, List.of());
            case String _ -> Optional.empty();
          };
        }

        @Override
        public Optional<ModelFile> findModel(String team, String model) {
          return switch (model) {
            case "net" -> Optional.of(file(model, ModelKind.TORCHSCRIPT));
            case "pretrained" -> Optional.of(file(model, ModelKind.SAFETENSORS));
            case String _ -> Optional.empty();
          };
        }
      };

  private static ModelFile file(String name, ModelKind kind) {
    return new ModelFile(name, kind, 16, "0".repeat(64));
  }

  private static Optional<Dataset> uploaded(
      String name, String format, long samples, List<Long> shape) {
    return Optional.of(
        new Dataset(name, "", format, List.of(new Dataset.Split("train", samples, shape))));
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void thereIsOneForEachKindOfJob() throws IOException {
    assertThat(examples())
        .extracting(file -> file.getFileName().toString())
        .contains(
            "accumulation-schedule.yaml",
            "fine-tune.yaml",
            "house-prices.yaml",
            "language-model.yaml",
            "mnist-cnn.yaml",
            "moby-dick-lm.yaml",
            "own-layers.yaml",
            "own-torchscript.yaml",
            "photos-resnet.yaml",
            "two-tasks.yaml");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isAcceptedAsItStands(Path example) throws IOException {
    ReadSpec read =
        SpecReader.read(Files.readAllBytes(example), SpecFormat.YAML, List.of("default"), DATA);

    assertThat(example).hasFileName(read.spec().name() + ".yaml");
    assertThat(read.totalOptimizerSteps()).isPositive();
  }
}
