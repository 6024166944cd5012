package dev.accrue.training.data;

import dev.accrue.format.FormatException;
import dev.accrue.format.ImageArchive;
import dev.accrue.format.Pixels;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.ImageVariation.Placement;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Images of a zip, decoded each time they are shown, each with the class of its folder.
final class ImageSource implements SampleSource {

  private final String name;
  private final ImageArchive archive;
  private final List<String> labels;
  private final int tasks;
  private final Shape shape;
  private final double[][] table;
  private final ImageVariation variation;
  private final ElementType type;

  /// What all images are made to be.
  record Shape(int channels, int height, int width) {
    Pixels fit(Pixels pixels) {
      return pixels.withChannels(channels).resized(height, width);
    }
  }

  ImageSource(
      String name,
      ImageArchive archive,
      List<String> labels,
      int tasks,
      Shape shape,
      Standardization standardization,
      ImageVariation variation,
      ElementType type) {
    this.name = name;
    this.archive = archive;
    this.labels = labels;
    this.tasks = tasks;
    this.shape = shape;
    this.table = standardization.ofBytes();
    this.variation = variation;
    this.type = type;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return archive.entries().size();
  }

  @Override
  public FeatureLayout features() {
    return FeatureLayout.real(
        List.of((long) shape.channels(), (long) shape.height(), (long) shape.width()));
  }

  @Override
  public List<TargetLayout> targets() {
    return Collections.nCopies(tasks, TargetLayout.ofClass("class", labels.size()));
  }

  @Override
  public boolean isDecoded() {
    return true;
  }

  @Override
  public int length(int sample) {
    return shape.channels();
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    return targetClass(target, sample) == ignoreIndex ? 0 : 1;
  }

  @Override
  public long targetClass(int target, int sample) {
    return Collections.binarySearch(labels, archive.entries().get(sample).label());
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws draws, ByteBuffer into) {
    Pixels pixels = shape.fit(decode(sample));
    Placement placement = variation.draw(draws);
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int value =
              value(pixels, channel, y + placement.down(), placement.column(x, shape.width()));
          RealNumbers.put(table[channel][value], type, into);
        }
      }
    }
  }

  /// 0 outside the image.
  private static int value(Pixels pixels, int channel, int row, int column) {
    boolean inside = row >= 0 && row < pixels.height() && column >= 0 && column < pixels.width();
    return inside ? pixels.at((channel * pixels.height() + row) * pixels.width() + column) : 0;
  }

  private Pixels decode(int sample) {
    try {
      return archive.decode(archive.entries().get(sample));
    } catch (FormatException e) {
      throw new TrainingRefusedException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    into.putLong(targetClass(target, sample));
  }
}
