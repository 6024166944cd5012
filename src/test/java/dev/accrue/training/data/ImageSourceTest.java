package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.accrue.format.DatasetInspection;
import dev.accrue.format.Format;
import dev.accrue.format.FormatException;
import dev.accrue.format.ImageArchive;
import dev.accrue.format.Inspector;
import dev.accrue.format.Limits;
import dev.accrue.training.Jobs;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourceTest {

  private static final Jobs AS_STORED =
      Jobs.mlp().with("data.image", "{\"cropPadding\": 0, \"flip\": false, \"normalize\": false}");

  @TempDir Path directory;

  @Test
  void foldersAreClassesAndPixelsAreScaled() throws Exception {
    byte[] zip =
        zip(
            Map.of(
                "all/dog/1.png", image("png", 2, 2, 0xff0000),
                "all/cat/1.bmp", image("bmp", 2, 2, 0x00ff00),
                "__MACOSX/x", new byte[3]));
    SampleSource train = files(zip).open(AS_STORED).train();
    assertThat(train.features().shape()).containsExactly(3L, 2L, 2L);
    assertThat(train.targets().getFirst().classes()).isEqualTo(2);
    assertThat(DataFiles.target(train, 0, 0)).containsExactly(0L);
    assertThat(DataFiles.features(train, 0))
        .containsExactly(0f, 0f, 0f, 0f, 1f, 1f, 1f, 1f, 0f, 0f, 0f, 0f);
    assertThat(DataFiles.features(train, 1).getFirst()).isEqualTo(1f);
  }

  @Test
  void resizesWithAMeanOfWhatIsAround() throws Exception {
    byte[] zip = zip(Map.of("a/1.png", image("png", 8, 8, 0x404040)));
    Jobs job = AS_STORED.with("data.image.height", "3").with("data.image.width", "5");
    SampleSource train = files(zip).open(job).train();
    assertThat(train.features().shape()).containsExactly(3L, 3L, 5L);
    assertThat(DataFiles.features(train, 0)).containsOnly(0x40 / 255f);
  }

  @Test
  void decodesOnSeveralThreadsInOrder() throws Exception {
    Map<String, byte[]> images = new TreeMap<>();
    for (int number = 0; number < 64; number++) {
      images.put("a/%02d.png".formatted(number), image("png", 4, 4, number * 0x010101));
    }
    SampleSource train = files(zip(images)).open(AS_STORED).train();
    PlannedMicroBatch all = new PlannedMicroBatch(0, List.of(new SampleRange(0, 0, 64)));
    try (TorchRuntime runtime = TestRuntime.start(directory);
        NDManager scope = runtime.newScope();
        MicroBatchLoader loader =
            new MicroBatchLoader(
                train, ElementType.F32, new SampleOrder.AsStored(), 64, List.of(all).iterator());
        LoadedMicroBatch batch = loader.next()) {
      float[] values = batch.inputs(scope).getFirst().toFloatArray();
      for (int number = 0; number < 64; number++) {
        assertThat(values[number * 3 * 16]).isEqualTo(number / 255f);
      }
    }
  }

  @Test
  void aDamagedImageEndsTheJobWithItsName() throws Exception {
    byte[] broken = image("png", 64, 64, 0x123456);
    broken[60] ^= 0x55;
    byte[] zip = zip(Map.of("a/1.png", image("png", 4, 4, 0), "a/2.png", broken));
    SampleSource train = files(zip).open(AS_STORED).train();
    assertThatThrownBy(() -> DataFiles.features(train, 1))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("a/2.png");
  }

  @Test
  void looksIntoAZip() throws Exception {
    byte[] zip =
        zip(Map.of("a/1.png", image("png", 4, 3, 0), "b/1.jpg", image("jpg", 4, 3, 0xffffff)));
    Path file = Files.write(directory.resolve("zip"), zip);
    DatasetInspection inspection = Inspector.inspect(file, Format.IMAGES_ZIP, Limits.STANDARD);
    assertThat(inspection.samples()).isEqualTo(2);
    assertThat(inspection.sampleShape()).containsExactly(3L, 3L, 4L);
    assertThat(inspection.parts().get(1).classes()).hasSize(2);
    assertThat(inspection.preview().getFirst()).containsExactly("a/1.png (4 x 3)", "a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a/1.png",
        "/etc/a.png",
        "a/../../b.png",
        "a\\b.png",
        "C:/a.png",
        "1.png",
        "a/b.exe"
      })
  void refusesPathsThatLeadOutOrAreNoImages(String path) throws Exception {
    Path file = Files.write(directory.resolve("zip"), zip(Map.of(path, image("png", 2, 2, 0))));
    assertThatThrownBy(() -> ImageArchive.open(file, "the zip", Limits.STANDARD))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the zip");
  }

  @Test
  void refusesBombs() throws Exception {
    Path zeros = Files.write(directory.resolve("zip"), zip(Map.of("a/1.bmp", new byte[32 << 20])));
    assertThatThrownBy(() -> ImageArchive.open(zeros, "the zip", Limits.STANDARD))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("unpacks from");
    byte[] huge = image("png", 2, 2, 0);
    huge[18] = huge[19] = huge[22] = huge[23] = (byte) 0xff;
    Path pixels = Files.write(directory.resolve("zip"), zip(Map.of("a/1.png", huge)));
    try (ImageArchive archive = ImageArchive.open(pixels, "the zip", Limits.STANDARD)) {
      assertThatThrownBy(() -> archive.decode(archive.entries().getFirst()))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("65535 x 65535");
    }
  }

  private DataFiles files(byte[] zip) throws Exception {
    return new DataFiles(directory, "IMAGES_ZIP")
        .with("train", "SAMPLES", zip)
        .with("test", "SAMPLES", zip);
  }

  private static byte[] image(String format, int width, int height, int colour) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int place = 0; place < width * height; place++) {
      image.setRGB(place % width, place / width, colour);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> entries) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
