package dev.accrue.training.data;

import dev.accrue.format.NumericArray;
import dev.accrue.training.data.ImageVariation.Placement;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes standardised samples of a split into buffers that libtorch reads.
final class SampleEncoder {

  private final NumericArray features;
  private final Standardization standardization;
  private final ElementType type;
  private final ImageVariation variation;
  private final int channels;
  private final long perChannel;
  private final int width;
  private final double[][] byteTable;

  /// The same in the precision that is trained in most often.
  private final float[][] floatTable;

  SampleEncoder(
      Split split, Standardization standardization, ElementType type, ImageVariation variation) {
    this.features = split.features();
    this.standardization = standardization;
    this.type = type;
    this.variation = variation;
    this.channels = Standardization.channels(split);
    this.perChannel = features.elementsPerSample() / channels;
    List<Long> shape = split.sampleShape();
    this.width = shape.size() == 3 ? Math.toIntExact(shape.getLast()) : 0;
    this.byteTable = standardization.ofBytes();
    this.floatTable = Arrays.stream(byteTable).map(SampleEncoder::floats).toArray(float[][]::new);
  }

  private static float[] floats(double[] table) {
    float[] floats = new float[table.length];
    for (int value = 0; value < table.length; value++) {
      floats[value] = (float) table[value];
    }
    return floats;
  }

  /// @param draws for the variation; null for the sample as it is
  void encode(int sample, @Nullable Draws draws, ByteBuffer target) {
    Placement placement = width == 0 ? Placement.AS_IT_IS : variation.draw(draws);
    long place = sample * features.elementsPerSample();
    for (int channel = 0; channel < channels; channel++) {
      if (!placement.equals(Placement.AS_IT_IS)) {
        encodePlaced(place, channel, placement, target);
      } else if (isBytes()) {
        encodeBytes(place, channel, target);
      } else {
        encodeNumbers(place, channel, target);
      }
      place += perChannel;
    }
  }

  private boolean isBytes() {
    return features.kind() == NumericArray.ElementKind.UNSIGNED_BYTE;
  }

  private void encodeBytes(long from, int channel, ByteBuffer target) {
    byte[] bytes = new byte[Math.toIntExact(perChannel)];
    features.copyBytes(from, bytes);
    if (type == ElementType.F64) {
      for (byte value : bytes) {
        target.putDouble(byteTable[channel][Byte.toUnsignedInt(value)]);
      }
      return;
    }
    // In one piece: checks for each number took a tenth of the time of a small model.
    float[] numbers = new float[bytes.length];
    float[] table = floatTable[channel];
    for (int place = 0; place < bytes.length; place++) {
      numbers[place] = table[Byte.toUnsignedInt(bytes[place])];
    }
    target.asFloatBuffer().put(numbers);
    target.position(target.position() + Float.BYTES * numbers.length);
  }

  private void encodeNumbers(long from, int channel, ByteBuffer target) {
    for (long place = from; place < from + perChannel; place++) {
      RealNumbers.put(standardization.apply(channel, features.value(place), false), type, target);
    }
  }

  private void encodePlaced(long from, int channel, Placement placement, ByteBuffer target) {
    int height = Math.toIntExact(perChannel / width);
    for (int y = 0; y < height; y++) {
      int row = y + placement.down();
      for (int x = 0; x < width; x++) {
        int column = placement.column(x, width);
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        double value = inside ? features.value(from + (long) row * width + column) : 0;
        RealNumbers.put(standardization.apply(channel, value, isBytes()), type, target);
      }
    }
  }
}
