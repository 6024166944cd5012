package dev.accrue.training.data;

import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;

/// Writes standardised samples of a split into buffers that libtorch reads.
final class SampleEncoder {

  private final IdxFile features;
  private final Standardization standardization;
  private final ElementType type;
  private final int channels;
  private final long perChannel;
  private final double[][] byteTable;

  SampleEncoder(Split split, Standardization standardization, ElementType type) {
    this.features = split.features();
    this.standardization = standardization;
    this.type = type;
    this.channels = Standardization.channels(split);
    this.perChannel = features.elementsPerSample() / channels;
    this.byteTable = new double[channels][256];
    for (int channel = 0; channel < channels; channel++) {
      for (int value = 0; value < 256; value++) {
        byteTable[channel][value] = standardization.apply(channel, value, true);
      }
    }
  }

  int bytesPerSample() {
    return Math.toIntExact(features.elementsPerSample() * type.bytes());
  }

  void encode(int sample, ByteBuffer target) {
    long place = sample * features.elementsPerSample();
    for (int channel = 0; channel < channels; channel++) {
      if (features.kind() == IdxFile.ElementKind.UNSIGNED_BYTE) {
        encodeBytes(place, byteTable[channel], target);
      } else {
        encodeNumbers(place, channel, target);
      }
      place += perChannel;
    }
  }

  private void encodeBytes(long from, double[] table, ByteBuffer target) {
    for (long place = from; place < from + perChannel; place++) {
      put(table[features.unsignedByte(place)], target);
    }
  }

  private void encodeNumbers(long from, int channel, ByteBuffer target) {
    for (long place = from; place < from + perChannel; place++) {
      put(standardization.apply(channel, features.value(place), false), target);
    }
  }

  private void put(double value, ByteBuffer target) {
    if (type == ElementType.F64) {
      target.putDouble(value);
    } else {
      target.putFloat((float) value);
    }
  }
}
