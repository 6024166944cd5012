package dev.accrue.training.bench;

import dev.accrue.training.Mnist;
import dev.accrue.training.model.Draws;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Writes the folder of data that both sides read, where it is not there yet: MNIST as the build
/// has it, images whose classes differ in colour, and the project's own documents as text.
final class PreparedData {

  private static final int IMAGES = 2_000;
  private static final int CHANNELS = 3;
  private static final int EDGE = 32;
  private static final int CLASSES = 10;

  private PreparedData() {}

  static void prepare(Path directory, Path documents) throws IOException {
    Files.createDirectories(directory);
    for (String name : List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte")) {
      Path file = directory.resolve(name);
      if (Files.notExists(file)) {
        Files.copy(Mnist.file(name), file);
      }
    }
    if (Files.notExists(directory.resolve("synthetic-labels-idx1-ubyte"))) {
      writeImages(directory);
    }
    if (Files.notExists(directory.resolve("text.txt"))) {
      writeText(documents, directory.resolve("text.txt"));
    }
  }

  private static void writeImages(Path directory) throws IOException {
    try (DataOutputStream images = idx(directory.resolve("synthetic-images-idx4-ubyte"), 4)) {
      for (int extent : new int[] {IMAGES, CHANNELS, EDGE, EDGE}) {
        images.writeInt(extent);
      }
      for (int image = 0; image < IMAGES; image++) {
        Draws draws = Draws.of(1, "image", image);
        for (int channel = 0; channel < CHANNELS; channel++) {
          int colour = 60 + (image % CLASSES * 37 + channel * 53) % 100;
          for (int pixel = 0; pixel < EDGE * EDGE; pixel++) {
            images.writeByte(colour + draws.nextInt(96));
          }
        }
      }
    }
    try (DataOutputStream labels = idx(directory.resolve("synthetic-labels-idx1-ubyte"), 1)) {
      labels.writeInt(IMAGES);
      for (int image = 0; image < IMAGES; image++) {
        labels.writeByte(image % CLASSES);
      }
    }
  }

  /// Unsigned bytes; the extents and the elements follow.
  private static DataOutputStream idx(Path file, int rank) throws IOException {
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    out.writeInt(8 << 8 | rank);
    return out;
  }

  private static void writeText(Path documents, Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> pages = Files.list(documents)) {
      for (Path page : pages.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
        text.append(Files.readString(page));
      }
    }
    Files.writeString(file, text);
  }
}
