package dev.accrue.metric;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Points as TensorBoard's event file: records of TensorFlow's format
/// (<https://www.tensorflow.org/tutorials/load_data/tfrecord>), each an `Event` message of
/// `tensorflow/core/util/event.proto`. A scalar is so few fields that they are written here; no
/// kept library for Java does it.
final class TensorBoardPoints implements PointWriter {

  private static final int CHECKSUM_MASK = 0xa282ead8;

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private final OutputStream out;
  private boolean started;

  TensorBoardPoints(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(String series, Point point) throws IOException {
    if (!started) {
      start(point.atMillis());
    }
    Message value =
        new Message()
            .bytes(TAG, series.getBytes(StandardCharsets.US_ASCII))
            .fixed32(SIMPLE_VALUE, Float.floatToRawIntBits((float) point.value()));
    Message summary = new Message().bytes(SUMMARY_VALUE, value.toByteArray());
    record(
        event(point.atMillis())
            .varint(STEP, point.optimizerStep())
            .bytes(SUMMARY, summary.toByteArray()));
  }

  @Override
  public void finish() throws IOException {
    if (!started) {
      start(0);
    }
  }

  private void start(long atMillis) throws IOException {
    started = true;
    record(
        event(atMillis).bytes(FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.US_ASCII)));
  }

  private static Message event(long atMillis) {
    return new Message().fixed64(WALL_TIME, Double.doubleToRawLongBits(atMillis / 1e3));
  }

  private void record(Message message) throws IOException {
    byte[] data = message.toByteArray();
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    ByteBuffer record =
        ByteBuffer.allocate(length.length + data.length + 2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.put(length).putInt(checksum(length)).put(data).putInt(checksum(data));
    out.write(record.array());
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Integer.rotateRight((int) checksum.getValue(), 15) + CHECKSUM_MASK;
  }

  /// Fields of a Protocol Buffers message (<https://protobuf.dev/programming-guides/encoding/>).
  private static final class Message extends ByteArrayOutputStream {

    Message varint(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message fixed64(int field, long bits) {
      varint((field << 3) | 1);
      return little(bits, Long.BYTES);
    }

    Message bytes(int field, byte[] value) {
      varint((field << 3) | 2);
      varint(value.length);
      writeBytes(value);
      return this;
    }

    Message fixed32(int field, int bits) {
      varint((field << 3) | 5);
      return little(bits, Integer.BYTES);
    }

    private Message little(long bits, int bytes) {
      for (int i = 0; i < bytes; i++) {
        write((int) (bits >> (8 * i)));
      }
      return this;
    }

    private void varint(long value) {
      Varint.write(this, value);
    }
  }
}
