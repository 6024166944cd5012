package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DatasetFile;
import dev.accrue.training.Jobs;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.SourceOpener;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.torch.TorchRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Parquet file by pandas and the CSV of the same table are the same samples and train the same
/// model, bit for bit.
class ParquetTrainingTest {

  private static final Path FILES = Path.of("src/test/resources/parquet");

  private static final Jobs JOB =
      Jobs.mlp()
          .batch(30, 10)
          .with("data.validationSplit", "null")
          .with("data.validationFraction", "0.2")
          .with("data.target", "\"kind\"")
          .with(
              "data.features", "[\"age\", \"level\", \"price\", \"ratio\", \"colour\", \"born\"]");

  @TempDir Path directory;

  @Test
  void trainsOnAParquetFileAsOnTheCsvOfTheSameTable() throws Exception {
    TrainingData parquet = open("index.parquet", "PARQUET");
    TrainingData csv = open("table.csv", "CSV");
    assertThat(samples(parquet.train())).isEqualTo(samples(csv.train())).hasSize(72);
    assertThat(samples(parquet.validation())).isEqualTo(samples(csv.validation())).hasSize(18);
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained one = Trained.run(runtime, JOB.spec(), parquet);
      Trained other = Trained.run(runtime, JOB.spec(), csv);
      assertThat(one.recorded().points("train/loss"))
          .isEqualTo(other.recorded().points("train/loss"))
          .hasSize(20);
      assertThat(one.largestRelativeDifference(other)).isZero();
    }
  }

  private TrainingData open(String name, String format) throws IOException, InterruptedException {
    Path file = FILES.resolve(name);
    Path work = Files.createDirectories(directory.resolve(format));
    List<DatasetFile> files =
        List.of(
            new DatasetFile(
                "train", "SAMPLES", format, List.of(), Files.size(file), "0".repeat(64)));
    return SourceOpener.open(JOB.spec(), files, _ -> file, work);
  }

  /// The bytes of all features and targets.
  private static List<List<ByteBuffer>> samples(SampleSource source) {
    List<List<ByteBuffer>> samples = new ArrayList<>();
    for (int sample = 0; sample < source.size(); sample++) {
      ByteBuffer features = ByteBuffer.allocate(1 << 12);
      source.writeFeatures(sample, null, features);
      ByteBuffer target = ByteBuffer.allocate(Long.BYTES);
      source.writeTarget(0, sample, target);
      samples.add(List.of(features.flip(), target.flip()));
    }
    return samples;
  }
}
