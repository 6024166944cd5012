package dev.accrue.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// A zip of uncompressed entries whose sizes are known beforehand, and with them the size of the
/// whole; so that it can be sent while its content is read, with a `Content-Length`. Checksums are
/// not known beforehand: they follow each entry's bytes and stand in the central directory
/// (APPNOTE.TXT 4.3.9). Entries begin at multiples of 64, as libtorch's own do.
public final class StoredZip {

  /// Stands for a size or an offset that takes 64 bits.
  private static final long LARGE = 0xffff_ffffL;

  private static final int ALIGNMENT = 64;
  private static final int VERSION = 20;
  private static final int VERSION_ZIP64 = 45;

  /// Sizes and checksum follow the bytes; names are UTF-8.
  private static final int FLAGS = 0x0808;

  /// 1 January 1980: equal content is equal bytes.
  private static final int DATE = 0x21;

  private static final int ZIP64_FIELD = 1;
  private static final int PADDING_FIELD = 0x4246;

  private final long zip64From;
  private final List<Placed> placed = new ArrayList<>();
  private final long directoryOffset;
  private final long directoryBytes;

  /// A file of the zip.
  public record Entry(String name, long sizeBytes) {}

  /// Where an entry's bytes come from.
  @FunctionalInterface
  public interface Content {
    /// Writes exactly as many bytes as the entry has.
    void write(Entry entry, OutputStream out) throws IOException;
  }

  /// An entry and where it stands.
  ///
  /// @param padding zeros before its bytes
  private record Placed(Entry entry, long offset, int padding, boolean large) {

    byte[] name() {
      return entry.name().getBytes(StandardCharsets.UTF_8);
    }

    /// The size in 32 bits, or what stands there for one that takes 64.
    long shortSize() {
      return large ? LARGE : entry.sizeBytes();
    }

    byte[] header() {
      byte[] name = name();
      ZipRecord record =
          ZipRecord.of(0x04034b50).u16(large ? VERSION_ZIP64 : VERSION).u16(FLAGS).u16(0).u16(0);
      record.u16(DATE).u32(0).u32(shortSize()).u32(shortSize());
      record.u16(name.length).u16((large ? 20 : 0) + 4 + padding).bytes(name);
      if (large) {
        record.u16(ZIP64_FIELD).u16(16).u64(entry.sizeBytes()).u64(entry.sizeBytes());
      }
      return record.u16(PADDING_FIELD).u16(padding).bytes(new byte[padding]).toBytes();
    }

    byte[] descriptor(int checksum) {
      ZipRecord record = ZipRecord.of(0x08074b50).u32(checksum);
      long size = entry.sizeBytes();
      return (large ? record.u64(size).u64(size) : record.u32(size).u32(size)).toBytes();
    }

    long end() {
      return offset + header().length + entry.sizeBytes() + descriptor(0).length;
    }
  }

  /// The zip of these entries, in this order.
  public StoredZip(List<Entry> entries) {
    this(entries, LARGE);
  }

  /// @param zip64From sizes and offsets from here on take 64 bits
  StoredZip(List<Entry> entries, long zip64From) {
    this.zip64From = zip64From;
    long offset = 0;
    for (Entry entry : entries) {
      Placed next = place(entry, offset);
      placed.add(next);
      offset = next.end();
    }
    this.directoryOffset = offset;
    this.directoryBytes = placed.stream().mapToLong(it -> directoryEntry(it, 0).length).sum();
  }

  private Placed place(Entry entry, long offset) {
    boolean large = entry.sizeBytes() >= zip64From;
    Placed unpadded = new Placed(entry, offset, 0, large);
    long start = offset + unpadded.header().length;
    return new Placed(entry, offset, Math.floorMod(-start, ALIGNMENT), large);
  }

  /// The bytes of the whole file.
  public long sizeBytes() {
    return directoryOffset + directoryBytes + end().length;
  }

  /// Writes the file; the stream stays open.
  ///
  /// @throws IOException when the content is not as long as it was said to be, too
  public void writeTo(OutputStream out, Content content) throws IOException {
    List<Integer> checksums = new ArrayList<>();
    for (Placed next : placed) {
      out.write(next.header());
      Counted counted = new Counted(out);
      content.write(next.entry(), counted);
      if (counted.bytes != next.entry().sizeBytes()) {
        throw new IOException(
            "%s has %,d bytes and was to have %,d"
                .formatted(next.entry().name(), counted.bytes, next.entry().sizeBytes()));
      }
      int checksum = (int) counted.checksum.getValue();
      out.write(next.descriptor(checksum));
      checksums.add(checksum);
    }
    for (int index = 0; index < placed.size(); index++) {
      out.write(directoryEntry(placed.get(index), checksums.get(index)));
    }
    out.write(end());
  }

  private byte[] directoryEntry(Placed placed, int checksum) {
    boolean far = placed.offset() >= zip64From;
    int field = (placed.large() ? 16 : 0) + (far ? 8 : 0);
    int version = field > 0 ? VERSION_ZIP64 : VERSION;
    byte[] name = placed.name();
    ZipRecord record = ZipRecord.of(0x02014b50).u16(version).u16(version).u16(FLAGS);
    record.u16(0).u16(0).u16(DATE).u32(checksum).u32(placed.shortSize()).u32(placed.shortSize());
    record.u16(name.length).u16(field == 0 ? 0 : 4 + field).u16(0).u16(0).u16(0).u32(0);
    record.u32(far ? LARGE : placed.offset()).bytes(name);
    if (field > 0) {
      record.u16(ZIP64_FIELD).u16(field);
    }
    if (placed.large()) {
      record.u64(placed.entry().sizeBytes()).u64(placed.entry().sizeBytes());
    }
    if (far) {
      record.u64(placed.offset());
    }
    return record.toBytes();
  }

  private byte[] end() {
    int count = placed.size();
    boolean large = count >= 0xffff || directoryOffset >= zip64From || directoryBytes >= zip64From;
    ZipRecord record = new ZipRecord();
    if (large) {
      record.u32(0x06064b50).u64(44).u16(VERSION_ZIP64).u16(VERSION_ZIP64).u32(0).u32(0);
      record.u64(count).u64(count).u64(directoryBytes).u64(directoryOffset);
      record.u32(0x07064b50).u32(0).u64(directoryOffset + directoryBytes).u32(1);
    }
    int shortCount = large ? 0xffff : count;
    record.u32(0x06054b50).u32(0).u16(shortCount).u16(shortCount);
    record.u32(large ? LARGE : directoryBytes).u32(large ? LARGE : directoryOffset).u16(0);
    return record.toBytes();
  }

  /// Counts and sums up an entry's bytes on their way; not closed by whoever writes an entry.
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private final CRC32 checksum = new CRC32();
    private long bytes;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      checksum.update(source, offset, length);
      bytes += length;
      out.write(source, offset, length);
    }
  }
}
