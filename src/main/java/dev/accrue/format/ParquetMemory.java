package dev.accrue.format;

import org.jspecify.annotations.Nullable;

/// What the open pages of a Parquet file take, and what was unpacked so far. Pages are asked for
/// before they are unpacked, so that a file that is beyond the limits never takes the memory.
final class ParquetMemory {

  /// Unpacked, of one page. Writers aim at 1 MiB.
  static final int PAGE_BYTES = 32 << 20;

  /// Values of one page. Some writers put a row group of constants, a million rows, into one page.
  static final int PAGE_VALUES = 1 << 22;

  private static final long OPEN_BYTES = 256L << 20;

  private final long mostUnpacked;
  private long open;
  private long unpacked;

  ParquetMemory(Limits limits) {
    this.mostUnpacked = limits.unpackedBytes();
  }

  /// Counts a page that takes the place of another.
  ///
  /// @param before what the other took
  /// @param after what it will take, decoded
  /// @param bytes its size when unpacked
  /// @return what is wrong, or null when it may be read
  @Nullable String replace(long before, long after, int bytes) {
    open += after - before;
    unpacked += bytes;
    if (open > OPEN_BYTES) {
      return "the open pages of its columns take more than %d MiB".formatted(OPEN_BYTES >> 20);
    }
    return unpacked > mostUnpacked
        ? "it unpacks to more than the limit of %d bytes".formatted(mostUnpacked)
        : null;
  }

  /// Counts what is open no more.
  void release(long bytes) {
    open -= bytes;
  }
}
