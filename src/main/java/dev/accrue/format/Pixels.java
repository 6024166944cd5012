package dev.accrue.format;

import java.util.List;

/// A decoded image: bytes, channel by channel, row by row.
public final class Pixels {

  private final int channels;
  private final int height;
  private final int width;
  private final byte[] values;

  Pixels(int channels, int height, int width, byte[] values) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /// A sample of an array of bytes.
  ///
  /// @param array of images of two extents, or of three, of which the first are 1 or 3 channels
  public static Pixels of(NumericArray array, int sample) {
    List<Long> shape = array.shape();
    int rank = shape.size();
    byte[] values = new byte[Math.toIntExact(array.elementsPerSample())];
    long first = (long) sample * values.length;
    for (int place = 0; place < values.length; place++) {
      values[place] = (byte) array.unsignedByte(first + place);
    }
    return new Pixels(
        rank == 3 ? 1 : Math.toIntExact(shape.get(1)),
        Math.toIntExact(shape.get(rank - 2)),
        Math.toIntExact(shape.get(rank - 1)),
        values);
  }

  /// 1 for grey, 3 for red, green and blue.
  public int channels() {
    return channels;
  }

  /// In pixels.
  public int height() {
    return height;
  }

  /// In pixels.
  public int width() {
    return width;
  }

  /// How many values all channels have.
  public int size() {
    return values.length;
  }

  /// The image in another number of channels: grey is the luminance of ITU-R BT.601, as in Pillow.
  public Pixels withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int plane = height * width;
    byte[] other = new byte[wanted * plane];
    for (int place = 0; place < plane; place++) {
      if (wanted == 1) {
        int luminance = 299 * at(place) + 587 * at(plane + place) + 114 * at(2 * plane + place);
        other[place] = (byte) ((luminance + 500) / 1000);
      } else {
        for (int channel = 0; channel < wanted; channel++) {
          other[channel * plane + place] = values[place];
        }
      }
    }
    return new Pixels(wanted, height, width, other);
  }

  /// The image in another size: each new pixel is a mean of the old ones around it, weighted by a
  /// triangle that is as wide as the shrinking (Pillow's `BILINEAR`), columns first.
  public Pixels resized(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    byte[] narrow = new byte[channels * height * newWidth];
    resample(values, narrow, channels * height, width, newWidth, 1);
    byte[] small = new byte[channels * newHeight * newWidth];
    for (int channel = 0; channel < channels; channel++) {
      for (int column = 0; column < newWidth; column++) {
        line(
            narrow,
            channel * height * newWidth + column,
            newWidth,
            height,
            small,
            channel * newHeight * newWidth + column,
            newHeight);
      }
    }
    return new Pixels(channels, newHeight, newWidth, small);
  }

  private static void resample(
      byte[] from, byte[] to, int lines, int length, int newLength, int stride) {
    for (int line = 0; line < lines; line++) {
      line(from, line * length, stride, length, to, line * newLength, newLength);
    }
  }

  /// Resamples a row or a column; both arrays have the same stride.
  private static void line(
      byte[] from, int first, int stride, int length, byte[] to, int toFirst, int newLength) {
    double scale = (double) length / newLength;
    double support = Math.max(1, scale);
    for (int place = 0; place < newLength; place++) {
      double center = (place + 0.5) * scale;
      int low = (int) Math.max(0, Math.floor(center - support));
      int high = (int) Math.min(length - 1, Math.ceil(center + support));
      double sum = 0;
      double weights = 0;
      for (int old = low; old <= high; old++) {
        double weight = Math.max(0, 1 - Math.abs(old + 0.5 - center) / support);
        sum += weight * Byte.toUnsignedInt(from[first + old * stride]);
        weights += weight;
      }
      to[toFirst + place * stride] = (byte) Math.round(sum / weights);
    }
  }

  /// A value, 0 to 255.
  public int at(int place) {
    return Byte.toUnsignedInt(values[place]);
  }
}
