package dev.accrue.format;

import com.github.luben.zstd.Zstd;
import dev.hardwood.internal.compression.Decompressor;
import dev.hardwood.internal.compression.DecompressorFactory;
import dev.hardwood.metadata.CompressionCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/// Unpacks pages. All but zstd are pure Java, and none takes memory because a header says so: a
/// page is unpacked as far as its bytes go, and refused unless that is the size it declares.
final class ParquetCodecs extends DecompressorFactory {

  /// How far back a copy may reach; every writer compresses in blocks of this size.
  private static final int SNAPPY_BLOCK_BYTES = 1 << 16;

  private static final Map<CompressionCodec, Unpacker> UNPACKERS =
      Map.of(
          CompressionCodec.UNCOMPRESSED,
          ParquetCodecs::whole,
          CompressionCodec.GZIP,
          (packed, bytes) -> whole(new GZIPInputStream(packed), bytes),
          CompressionCodec.SNAPPY,
          (packed, bytes) ->
              whole(new SnappyCompressorInputStream(packed, SNAPPY_BLOCK_BYTES), bytes),
          CompressionCodec.ZSTD,
          ParquetCodecs::zstd);

  @FunctionalInterface
  private interface Unpacker {
    byte[] unpack(InputStream packed, int bytes) throws IOException;
  }

  ParquetCodecs() {
    super(null);
  }

  /// Whether pages packed like this are read.
  static boolean knows(CompressionCodec codec) {
    return UNPACKERS.containsKey(codec);
  }

  @Override
  public Decompressor getDecompressor(CompressionCodec codec) {
    Unpacker unpacker = UNPACKERS.get(codec);
    if (unpacker == null) {
      throw new UnsupportedOperationException("pages compressed with " + codec);
    }
    return new Page(codec.name(), unpacker);
  }

  private record Page(String getName, Unpacker unpacker) implements Decompressor {

    @Override
    public byte[] decompress(ByteBuffer packed, int bytes) throws IOException {
      if (bytes < 0) {
        throw new IOException("a page of %d bytes".formatted(bytes));
      }
      byte[] copy = new byte[packed.remaining()];
      packed.get(copy);
      return unpacker.unpack(new ByteArrayInputStream(copy), bytes);
    }
  }

  private static byte[] whole(InputStream unpacked, int bytes) throws IOException {
    byte[] page = unpacked.readNBytes(bytes);
    if (page.length != bytes || unpacked.read() >= 0) {
      throw new IOException("a page does not unpack to the %d bytes it declares".formatted(bytes));
    }
    return page;
  }

  private static byte[] zstd(InputStream packed, int bytes) throws IOException {
    byte[] frame = packed.readAllBytes();
    long declared = Zstd.getFrameContentSize(frame);
    byte[] page = new byte[declared > 0 && declared != bytes ? 0 : bytes];
    long unpacked = Zstd.decompress(page, frame);
    if (Zstd.isError(unpacked) || unpacked != bytes) {
      throw new IOException("a page does not unpack to the %d bytes it declares".formatted(bytes));
    }
    return page;
  }
}
