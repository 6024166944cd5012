package dev.accrue.training.data;

import dev.accrue.api.spec.ImageSpec;
import dev.accrue.format.NumericArray;
import dev.accrue.training.TrainingRefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// How features become what a model sees: bytes are scaled from 0..255 to 0..1, other numbers are
/// taken as they are; then each channel has its mean over the training split subtracted and is
/// divided by its standard deviation (the population's; 1 where a channel is constant).
///
/// @param mean by channel, after scaling
/// @param deviation by channel, after scaling
public record Standardization(List<Double> mean, List<Double> deviation) {

  private static final double BYTE_SCALE = 1.0 / 255;

  public Standardization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /// Measures a whole training split, in one fixed order of additions.
  public static Standardization of(Split split) {
    return of(split, IntStream.range(0, split.size()).toArray(), null);
  }

  /// Measures some samples of a split; or leaves the channels as they are, where an image
  /// specification says so.
  ///
  /// @param rows their numbers, ascending
  static Standardization of(Split split, int[] rows, @Nullable ImageSpec image) {
    if (image != null && !image.normalize()) {
      return none(channels(split));
    }
    NumericArray features = split.features();
    int channels = channels(split);
    long perChannel = features.elementsPerSample() / channels;
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      double[] moments =
          features.kind() == NumericArray.ElementKind.UNSIGNED_BYTE
              ? byteMoments(features, rows, channel * perChannel, perChannel)
              : moments(features, rows, channel * perChannel, perChannel);
      double spread = Math.sqrt(moments[1]);
      mean.add(moments[0]);
      deviation.add(spread > 0 && Double.isFinite(spread) ? spread : 1);
    }
    return new Standardization(mean, deviation);
  }

  /// Images have channels of their own; a vector of features is one channel.
  static int channels(Split split) {
    List<Long> shape = split.sampleShape();
    return shape.size() == 3 ? Math.toIntExact(shape.getFirst()) : 1;
  }

  /// Bytes are counted first, so the sums are exact.
  private static double[] byteMoments(NumericArray features, int[] rows, long offset, long count) {
    long[] histogram = new long[256];
    long stride = features.elementsPerSample();
    for (int sample : rows) {
      long from = sample * stride + offset;
      for (long place = from; place < from + count; place++) {
        histogram[features.unsignedByte(place)]++;
      }
    }
    return moments(histogram);
  }

  /// Welford's running mean and variance.
  private static double[] moments(NumericArray features, int[] rows, long offset, long count) {
    long stride = features.elementsPerSample();
    double mean = 0;
    double squares = 0;
    long seen = 0;
    for (int sample : rows) {
      long from = sample * stride + offset;
      for (long place = from; place < from + count; place++) {
        double value = features.value(place);
        if (!Double.isFinite(value)) {
          throw new TrainingRefusedException(
              "feature %d of sample %d of the training split is %s; only finite numbers can be trained on"
                  .formatted(place % stride, sample, value));
        }
        double distance = value - mean;
        mean += distance / ++seen;
        squares += distance * (value - mean);
      }
    }
    return new double[] {mean, squares / seen};
  }

  /// Channels as they are, but for the scale of bytes.
  static Standardization none(int channels) {
    return new Standardization(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /// From how often each byte occurs in each channel.
  static Standardization ofCounts(long[][] counts) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (long[] channel : counts) {
      double[] moments = moments(channel);
      mean.add(moments[0]);
      deviation.add(moments[1] > 0 ? Math.sqrt(moments[1]) : 1);
    }
    return new Standardization(mean, deviation);
  }

  private static double[] moments(long[] histogram) {
    double total = LongStream.of(histogram).sum();
    double mean = 0;
    for (int value = 0; value < histogram.length; value++) {
      mean += histogram[value] / total * value * BYTE_SCALE;
    }
    double variance = 0;
    for (int value = 0; value < histogram.length; value++) {
      double distance = value * BYTE_SCALE - mean;
      variance += histogram[value] / total * distance * distance;
    }
    return new double[] {mean, variance};
  }

  /// What each byte of each channel becomes.
  double[][] ofBytes() {
    double[][] table = new double[mean.size()][256];
    for (int channel = 0; channel < table.length; channel++) {
      for (int value = 0; value < 256; value++) {
        table[channel][value] = apply(channel, value, true);
      }
    }
    return table;
  }

  /// What a value of a channel becomes.
  double apply(int channel, double value, boolean isByte) {
    double scaled = isByte ? value * BYTE_SCALE : value;
    return (scaled - mean.get(channel)) / deviation.get(channel);
  }
}
