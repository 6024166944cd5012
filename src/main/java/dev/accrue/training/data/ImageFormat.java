package dev.accrue.training.data;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.ImageSpec;
import dev.accrue.format.ImageArchive;
import dev.accrue.format.Limits;
import dev.accrue.format.Pixels;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Zips of images. All are made as large as the specification says, or else as the first trained
/// one is, and have as many channels as that one.
final class ImageFormat extends SplitFormat<ImageFormat.Images> {

  /// Images whose pixels are counted to standardise all.
  private static final int MEASURED = 5000;

  private final SplitFiles files;
  private final @Nullable ImageSpec image;
  private final ElementType type;
  private final int tasks;

  ImageFormat(SplitFiles files, DataSpec data, int tasks, ElementType type) {
    this.files = files;
    this.image = data.image();
    this.tasks = tasks;
    this.type = type;
  }

  /// A split as read.
  record Images(String split, ImageArchive archive) {}

  @Override
  Images read(String split) throws IOException, InterruptedException {
    SplitFiles.Fetched file = files.fetch(split, "SAMPLES");
    return new Images(split, ImageArchive.open(file.path(), file.name(), Limits.STANDARD));
  }

  @Override
  int size(Images images) {
    return images.archive().entries().size();
  }

  @Override
  Function<Images, SampleSource> fit(Images train, int[] rows) {
    List<String> labels = train.archive().labels();
    Pixels first = decode(train, rows[0]);
    Integer height = image == null ? null : image.height();
    Integer width = image == null ? null : image.width();
    ImageSource.Shape shape =
        new ImageSource.Shape(
            first.channels(),
            height == null ? first.height() : height,
            width == null ? first.width() : width);
    Standardization standardization =
        image != null && !image.normalize()
            ? Standardization.none(shape.channels())
            : measure(train, rows, shape);
    return shown -> {
      requireKnown(labels, shown);
      return new ImageSource(
          shown.split(),
          shown.archive(),
          labels,
          tasks,
          shape,
          standardization,
          ImageVariation.of(image),
          type);
    };
  }

  private static void requireKnown(List<String> labels, Images shown) {
    for (String label : shown.archive().labels()) {
      if (!labels.contains(label)) {
        throw new TrainingRefusedException(
            "split %s has images of the class '%.80s', which the training split has not; train on all classes"
                .formatted(shown.split(), label));
      }
    }
  }

  private static Pixels decode(Images images, int row) {
    try {
      return images.archive().decode(images.archive().entries().get(row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Counts bytes, so that the sums are exact in whatever order threads come to them.
  private static Standardization measure(Images train, int[] rows, ImageSource.Shape shape) {
    int measured = Math.min(MEASURED, rows.length);
    long[][] counts =
        IntStream.range(0, measured)
            .parallel()
            .mapToObj(index -> {
              Pixels pixels = decode(train, rows[(int) ((long) index * rows.length / measured)]);
              return count(shape.fit(pixels));
            })
            .reduce(new long[shape.channels()][256], ImageFormat::sum);
    return Standardization.ofCounts(counts);
  }

  private static long[][] count(Pixels pixels) {
    long[][] counts = new long[pixels.channels()][256];
    int plane = pixels.height() * pixels.width();
    for (int place = 0; place < pixels.values().length; place++) {
      counts[place / plane][pixels.at(place)]++;
    }
    return counts;
  }

  private static long[][] sum(long[][] one, long[][] other) {
    long[][] sum = new long[one.length][256];
    for (int channel = 0; channel < sum.length; channel++) {
      for (int value = 0; value < 256; value++) {
        sum[channel][value] = one[channel][value] + other[channel][value];
      }
    }
    return sum;
  }
}
