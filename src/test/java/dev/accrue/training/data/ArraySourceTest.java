package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.training.Jobs;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.model.Draws;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArraySourceTest {

  @TempDir Path directory;

  @Test
  void showsArraysOfAnArchiveByName() throws Exception {
    byte[] npz =
        npz(
            Map.of(
                "x", npy("<f4", "(4, 2)", 1, 2, 3, 4, 5, 6, 7, 8),
                "kind", npy("<i8", "(4,)", 0, 1, 2, 1),
                "height", npy("<f8", "(4,)", 0.5, 1.5, 2.5, 3.5)));
    Jobs job =
        Jobs.mlp()
            .with("data.features", "[\"x\"]")
            .with(
                "training.tasks",
                "[{\"name\": \"a\", \"target\": \"kind\", \"weight\": 1}, {\"name\": \"b\", \"target\": \"height\", \"weight\": 1}]");
    SampleSource train = archive(npz).open(job).train();
    assertThat(train.features().shape()).containsExactly(2L);
    assertThat(train.targets())
        .extracting(TargetLayout::kind)
        .containsExactly(TargetLayout.Kind.CLASS, TargetLayout.Kind.REAL);
    assertThat(train.targets().getFirst().classes()).isEqualTo(3);
    assertThat(DataFiles.target(train, 0, 2)).containsExactly(2L);
    ByteBuffer real = DataFiles.buffer(4);
    train.writeTarget(1, 3, real);
    assertThat(real.getFloat(0)).isEqualTo(3.5f);
    float mean = 4.5f;
    float deviation = (float) Math.sqrt(5.25);
    assertThat(DataFiles.features(train, 0).getFirst())
        .isEqualTo((1 - mean) / deviation, org.assertj.core.data.Offset.offset(1e-6f));
  }

  @Test
  void namesWhatAnArchiveHasWhenItLacksWhatIsAskedFor() throws Exception {
    byte[] npz = npz(Map.of("x", npy("<f4", "(1, 2)", 1, 2), "y", npy("|u1", "(1,)")));
    assertThatThrownBy(() -> archive(npz).open(Jobs.mlp().with("data.target", "\"z\"")))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("no array z")
        .hasMessageContaining("x");
  }

  @Test
  void measuresTheTrainedSamplesOnly() throws Exception {
    double[] values = new double[100];
    java.util.Arrays.setAll(values, index -> index);
    DataFiles files =
        new DataFiles(directory, "NPY")
            .with("train", "FEATURES", npy("<f8", "(100, 1)", values))
            .with("train", "TARGETS", npy("<i4", "(100,)", new double[100]));
    Jobs job =
        Jobs.mlp().with("data.validationFraction", "0.3").with("data.validationSplit", "\"train\"");
    TrainingData data = files.open(job);
    assertThat(data.train().size()).isEqualTo(70);
    assertThat(data.validation().size()).isEqualTo(30);
    double sum = 0;
    for (int sample = 0; sample < 70; sample++) {
      sum += DataFiles.features(data.train(), sample).getFirst();
    }
    assertThat(sum / 70).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-6));
    assertThat(files.open(job.with("training.seed", "43")).validation().name())
        .isEqualTo("train (held out)");
  }

  @Test
  void cropsAndMirrorsByDrawsAlone() throws Exception {
    byte[] images = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 10, 20, 30, 40};
    byte[] targets = {0, 0, 8, 1, 0, 0, 0, 1, 0};
    DataFiles files = new DataFiles(directory, "IDX");
    for (String split : List.of("train", "test")) {
      files.with(split, "FEATURES", images).with(split, "TARGETS", targets);
    }
    SampleSource train =
        files
            .open(
                Jobs.mlp()
                    .with(
                        "data.image", "{\"cropPadding\": 1, \"flip\": true, \"normalize\": false}"))
            .train();
    assertThat(train.isDecoded()).isTrue();
    assertThat(DataFiles.features(train, 0))
        .containsExactly(10 / 255f, 20 / 255f, 30 / 255f, 40 / 255f);
    List<List<Integer>> seen = new ArrayList<>();
    for (int epoch = 0; epoch < 100; epoch++) {
      List<Integer> shown = varied(train, epoch);
      assertThat(varied(train, epoch)).isEqualTo(shown);
      if (!seen.contains(shown)) {
        seen.add(shown);
      }
    }
    assertThat(seen).hasSize(18).contains(List.of(20, 10, 40, 30), List.of(0, 0, 0, 10));
  }

  private static List<Integer> varied(SampleSource source, int epoch) {
    ByteBuffer into = DataFiles.buffer(4 * Float.BYTES);
    source.writeFeatures(0, Draws.of(7, "variation", epoch, 0), into);
    into.flip();
    List<Integer> pixels = new ArrayList<>();
    while (into.hasRemaining()) {
      pixels.add(Math.round(into.getFloat() * 255));
    }
    return pixels;
  }

  /// Nothing in an array says which it is.
  @Test
  void samplesOfTwoExtentsAreSequencesToThoseWhoTakeNoImages() throws Exception {
    double[] values = new double[2 * 3 * 4];
    values[23] = 1;
    DataFiles files =
        archive(npz(Map.of("x", npy("<f4", "(2, 3, 4)", values), "y", npy("<i8", "(2,)", 0, 1))));
    for (String sequential : List.of("lstm", "gru", "torchscript")) {
      SampleSource train = files.open(model(sequential)).train();
      assertThat(train.features().shape()).as(sequential).containsExactly(3L, 4L);
      assertThat(DataFiles.features(train, 1).getLast()).isPositive();
    }
    for (String other : List.of("mlp", "cnn")) {
      assertThat(files.open(model(other)).train().features().shape())
          .as(other)
          .containsExactly(1L, 3L, 4L);
    }
  }

  private static Jobs model(String architecture) {
    String more =
        switch (architecture) {
          case "cnn" -> "\"channels\": [4], \"hidden\": [], \"batchNorm\": false, \"dropout\": 0";
          case "mlp" -> "\"hidden\": [], \"dropout\": 0";
          case "torchscript" -> "\"module\": \"net\"";
          default -> "\"embedding\": 1, \"hidden\": 4, \"depth\": 1, \"dropout\": 0";
        };
    return Jobs.mlp().with("model", "{\"architecture\": \"%s\", %s}".formatted(architecture, more));
  }

  private DataFiles archive(byte[] npz) throws Exception {
    return new DataFiles(directory, "NPZ")
        .with("train", "SAMPLES", npz)
        .with("test", "SAMPLES", npz);
  }

  private static byte[] npz(Map<String, byte[]> arrays) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] npy(String type, String shape, double... values) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    byte[] header = text.getBytes(StandardCharsets.UTF_8);
    int width = type.charAt(2) - '0';
    int elements = type.equals("|u1") ? 1 : values.length;
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length + width * elements).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length).put(header);
    for (double value : values) {
      switch (type) {
        case "<f4" -> file.putFloat((float) value);
        case "<f8" -> file.putDouble(value);
        case "<i4" -> file.putInt((int) value);
        case "<i8" -> file.putLong((long) value);
        default -> throw new IllegalArgumentException(type);
      }
    }
    return file.array();
  }
}
