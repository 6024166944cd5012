package dev.accrue.training.bench;

import dev.accrue.training.data.IdxFile;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.Split;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.torch.ElementType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files that both sides of the benchmark train on.
final class WorkData {

  private static final int VALIDATED = 64;
  private static final int EPOCHS_IN_ORDER = 10;

  private WorkData() {}

  /// A work's samples, and a few of them for validation.
  static TrainingData open(Work work, Path directory) throws IOException {
    SampleSource train =
        switch (work.data()) {
          case "text" ->
              TextBlocks.of(Files.readAllBytes(directory.resolve("text.txt")), work.length());
          case "mnist" -> images(directory, "train", "train-images-idx3-ubyte");
          case "synthetic" -> images(directory, "synthetic", "synthetic-images-idx4-ubyte");
          default -> throw new IllegalArgumentException("no such data: " + work.data());
        };
    return new TrainingData(train, new FirstSamples(train, Math.min(VALIDATED, train.size())));
  }

  private static SampleSource images(Path directory, String prefix, String images)
      throws IOException {
    Path labels = directory.resolve(prefix + "-labels-idx1-ubyte");
    Split split =
        new Split(
            prefix,
            IdxFile.open(directory.resolve(images), "images"),
            IdxFile.open(labels, "labels"));
    return TrainingData.idx(split, split, ElementType.F32).train();
  }

  /// Writes the order in which a job takes the samples, as `--order` of `train.py` reads it.
  static void writeOrder(long seed, int samples, Path file) throws IOException {
    SampleOrder order = new SampleOrder.Shuffled(seed, samples);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int epoch = 0; epoch < EPOCHS_IN_ORDER; epoch++) {
        for (int place = 0; place < samples; place++) {
          out.write(number.putInt(0, order.sampleAt(epoch, place)).array());
        }
      }
    }
  }
}
