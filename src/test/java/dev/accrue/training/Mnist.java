package dev.accrue.training;

import dev.accrue.training.data.IdxFile;
import dev.accrue.training.data.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The real MNIST files that the build puts on the class path.
public final class Mnist {

  private static final int FEW = 200;

  private Mnist() {}

  /// A file by its name in the distribution, such as `train-images-idx3-ubyte`.
  public static Path file(String name) {
    URL resource = Mnist.class.getResource("/datasets/mnist/" + name);
    if (resource == null) {
      throw new IllegalStateException("no MNIST on the class path; build the front end first");
    }
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The 60,000 images.
  public static Split train() {
    return split("train", "train");
  }

  /// The 10,000 images.
  public static Split test() {
    return split("test", "t10k");
  }

  /// The first images of the 10,000; for tests in which validation is not the point.
  public static Split few(Path directory) throws IOException {
    return new Split(
        "test",
        IdxFile.open(first(directory, "t10k-images-idx3-ubyte", 16, 28 * 28), "few images"),
        IdxFile.open(first(directory, "t10k-labels-idx1-ubyte", 8, 1), "few labels"));
  }

  private static Path first(Path directory, String name, int headerBytes, int sampleBytes)
      throws IOException {
    byte[] all = Files.readAllBytes(file(name));
    byte[] some = Arrays.copyOf(all, headerBytes + FEW * sampleBytes);
    ByteBuffer.wrap(some).putInt(4, FEW);
    return Files.write(directory.resolve(name), some);
  }

  private static Split split(String name, String prefix) {
    try {
      return new Split(
          name,
          IdxFile.open(file(prefix + "-images-idx3-ubyte"), prefix + " images"),
          IdxFile.open(file(prefix + "-labels-idx1-ubyte"), prefix + " labels"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
