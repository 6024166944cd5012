package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.format.NumericArray;
import dev.accrue.training.Mnist;
import dev.accrue.training.TrainingRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFileTest {

  @TempDir Path directory;

  @Test
  void readsTheRealImagesAndLabels() throws Exception {
    NumericArray images = IdxFile.open(Mnist.file("train-images-idx3-ubyte"), "images");
    NumericArray labels = IdxFile.open(Mnist.file("train-labels-idx1-ubyte"), "labels");
    assertThat(images.shape()).containsExactly(60_000L, 28L, 28L);
    assertThat(labels.shape()).containsExactly(60_000L);
    assertThat(labels.value(0)).isEqualTo(5);
    assertThat(Mnist.train().classes()).isEqualTo(10);
    assertThat(Mnist.train().sampleShape()).containsExactly(1L, 28L, 28L);
  }

  @Test
  void standardizesToTheWellKnownMomentsOfMnist() {
    Standardization measured = Standardization.of(Mnist.train());
    assertThat(measured.mean().getFirst()).isBetween(0.13065, 0.13067);
    assertThat(measured.deviation().getFirst()).isBetween(0.30810, 0.30812);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing at all            | ''                                   | two zero bytes
          too short for a header    | 0000                                 | two zero bytes
          other magic               | 0102080100000001aa                   | two zero bytes
          gzip                      | 1f8b080000000000                     | two zero bytes
          unknown element type      | 00000a010000000100                   | 0x0A
          rank zero                 | 00000800                             | rank is 0
          rank too high             | 0000080900000001                     | rank is 9
          extents cut off           | 00000803000000010000                 | rank is 3
          empty extent              | 000008010000000000                   | extent 0
          negative extent           | 00000801ffffffff00                   | extent 0
          content cut off           | 0000080100000003aabb                 | 2 follow
          content too long          | 0000080100000001aabb                 | 2 follow
          shape overflows           | 00000e047fffffff7fffffff7fffffff7fff | rank is 4
          product overflows         | 00000e037fffffff7fffffff7fffffff     | more bytes
          """)
  void refusesWhatIsNotTrue(String what, String content, String reason) throws Exception {
    Path file = Files.write(directory.resolve("file"), HexFormat.of().parseHex(content));
    assertThatThrownBy(() -> IdxFile.open(file, "the upload"))
        .as(what)
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageStartingWith("the upload cannot be read")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "0000080100000001ff, 255",
    "0000090100000001ff, -1",
    "00000b0100000001fffe, -2",
    "00000c010000000100000102, 258",
    "00000d01000000013fc00000, 1.5",
    "00000e0100000001bff8000000000000, -1.5"
  })
  void readsEveryElementType(String content, double value) throws Exception {
    Path file = Files.write(directory.resolve("file"), HexFormat.of().parseHex(content));
    assertThat(IdxFile.open(file, "file").value(0)).isEqualTo(value);
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 60) byte[] content) throws Exception {
    Path file = Files.createTempFile("idx", ".bin");
    try {
      Files.write(file, content);
      NumericArray idx = IdxFile.open(file, "bytes");
      assertThat(idx.shape()).isNotEmpty();
    } catch (TrainingRefusedException refused) {
      assertThat(refused).hasMessageContaining("bytes");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void refusesFeaturesAndTargetsOfDifferentLength() throws Exception {
    NumericArray features = IdxFile.open(Mnist.file("train-images-idx3-ubyte"), "features");
    NumericArray targets = IdxFile.open(Mnist.file("t10k-labels-idx1-ubyte"), "targets");
    assertThatThrownBy(() -> new Split("train", features, targets))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("60000")
        .hasMessageContaining("10000");
  }

  @Test
  void refusesNegativeClasses() throws Exception {
    Path features = write("00000801000000021122");
    Path targets = write("000009010000000201ff");
    assertThatThrownBy(
            () -> new Split("train", IdxFile.open(features, "f"), IdxFile.open(targets, "t")))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("target 1")
        .hasMessageContaining("-1");
  }

  private Path write(String content) throws Exception {
    return Files.write(
        Files.createTempFile(directory, "part", ".idx"), HexFormat.of().parseHex(content));
  }

  @Test
  void ordersAreAFunctionOfSeedAndEpoch() {
    SampleOrder.Shuffled one = new SampleOrder.Shuffled(7, 1000);
    SampleOrder.Shuffled same = new SampleOrder.Shuffled(7, 1000);
    List<Integer> first = order(one, 0);
    List<Integer> second = order(one, 1);
    assertThat(order(same, 1)).isEqualTo(second);
    assertThat(order(same, 0)).isEqualTo(first).isNotEqualTo(second);
    assertThat(order(new SampleOrder.Shuffled(8, 1000), 0)).isNotEqualTo(first);
    assertThat(first).doesNotHaveDuplicates().hasSize(1000);
  }

  private static List<Integer> order(SampleOrder order, int epoch) {
    return java.util.stream.IntStream.range(0, 1000)
        .mapToObj(place -> order.sampleAt(epoch, place))
        .toList();
  }
}
