package dev.accrue.format;

import dev.hardwood.internal.metadata.DataPageHeader;
import dev.hardwood.internal.metadata.DataPageHeaderV2;
import dev.hardwood.internal.metadata.PageHeader;
import dev.hardwood.internal.reader.Dictionary;
import dev.hardwood.internal.reader.Page;
import dev.hardwood.internal.reader.PageDecoder;
import dev.hardwood.internal.thrift.PageHeaderReader;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.Encoding;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values of a column in one row group, one page in memory at a time, with the dictionary that
/// its pages share. A page's header is checked before the page is unpacked.
final class ParquetColumn {

  /// Delta encodings are refused: the library takes the size of a table inside their data for
  /// granted, and a text of a few bytes may stand for megabytes.
  private static final Set<Encoding> ENCODINGS =
      EnumSet.of(
          Encoding.PLAIN,
          Encoding.PLAIN_DICTIONARY,
          Encoding.RLE_DICTIONARY,
          Encoding.RLE,
          Encoding.BYTE_STREAM_SPLIT);

  private static final int HEADER_BYTES = 1 << 10;
  private static final int MAX_HEADER_BYTES = 4 << 20;

  /// What a value takes beside its bytes: an object, a reference and a definition level.
  private static final int BYTES_PER_TEXT = 40;

  private static final int BYTES_PER_NUMBER = 12;

  private final FileChannel file;
  private final ColumnSchema column;
  private final ColumnChunk chunk;
  private final ParquetText text;
  private final ParquetMemory memory;
  private final ParquetFooter.Refusal refusal;
  private final int fieldCharacters;
  private final ParquetCodecs codecs = new ParquetCodecs();
  private final PageDecoder decoder;
  private final long end;
  private long position;
  private long valuesLeft;
  private long dictionaryBytes;
  private long pageBytes;
  private @Nullable Dictionary dictionary;
  private @Nullable Page page;
  private int place;

  ParquetColumn(
      FileChannel file,
      ParquetText text,
      ColumnChunk chunk,
      ParquetMemory memory,
      int fieldCharacters,
      ParquetFooter.Refusal refusal) {
    this.file = file;
    this.column = text.column();
    this.text = text;
    this.chunk = chunk;
    this.memory = memory;
    this.fieldCharacters = fieldCharacters;
    this.refusal = refusal;
    this.decoder = new PageDecoder(chunk.metaData(), column, codecs);
    this.position = chunk.chunkStartOffset();
    this.end = position + chunk.metaData().totalCompressedSize();
    this.valuesLeft = chunk.metaData().numValues();
  }

  /// A page's header and its size.
  private record Header(PageHeader page, int bytes) {}

  /// The next value; null where one is missing.
  ///
  /// @throws FormatException when a page is damaged or beyond a limit
  @Nullable String next() throws IOException {
    Page open = page;
    while (open == null || place == open.size()) {
      open = load();
    }
    int at = place++;
    if (open.isNull(at)) {
      return null;
    }
    String value;
    try {
      value = text.write(open, at);
    } catch (IOException | RuntimeException e) {
      throw refuse("a value is not of its type (%.100s)".formatted(e));
    }
    if (value != null && value.length() > fieldCharacters) {
      throw refuse("a value has %d characters, over %d".formatted(value.length(), fieldCharacters));
    }
    return value;
  }

  /// Gives back what the column's pages take.
  void close() {
    page = null;
    dictionary = null;
    memory.release(pageBytes + dictionaryBytes);
  }

  /// Reads up to the next page of values and keeps it; a dictionary on the way is kept too.
  private @Nullable Page load() throws IOException {
    page = null;
    place = 0;
    if (position >= end || valuesLeft == 0) {
      throw refuse("its pages end %d values too early".formatted(valuesLeft));
    }
    Header header = header();
    int unpacked = header.page().uncompressedPageSize();
    int packed = header.page().compressedPageSize();
    if (packed > end - position - header.bytes()
        || Math.max(packed, unpacked) > ParquetMemory.PAGE_BYTES) {
      throw refuse(
          "a page declares %d bytes, unpacked %d, over the %d that are left or the limit of %d"
              .formatted(
                  packed, unpacked, end - position - header.bytes(), ParquetMemory.PAGE_BYTES));
    }
    switch (header.page().type()) {
      case DICTIONARY_PAGE -> readDictionary(header);
      case DATA_PAGE, DATA_PAGE_V2 -> page = readValues(header);
      case INDEX_PAGE -> {}
    }
    position += header.bytes() + (long) packed;
    return page;
  }

  /// Headers are short unless they tell the least and the greatest text of their page.
  private Header header() throws IOException {
    long left = end - position;
    for (long bytes = Math.min(left, HEADER_BYTES); ; bytes = Math.min(left, MAX_HEADER_BYTES)) {
      BoundedThrift thrift = new BoundedThrift(read(position, (int) bytes));
      try {
        return new Header(PageHeaderReader.read(thrift), thrift.getBytesRead());
      } catch (IOException | RuntimeException e) {
        if (bytes == Math.min(left, MAX_HEADER_BYTES)) {
          throw refuse("the header of a page is damaged (%.100s)".formatted(e.getMessage()));
        }
      }
    }
  }

  private void readDictionary(Header header) throws IOException {
    if (dictionary != null || header.page().dictionaryPageHeader() == null) {
      throw refuse("it has more than one dictionary, or one without a header");
    }
    int values = header.page().dictionaryPageHeader().numValues();
    int bytes = header.page().uncompressedPageSize();
    int least = column.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY ? 1 : Integer.BYTES;
    if (values > bytes / least) {
      throw refuse("a dictionary of %d bytes declares %d values".formatted(bytes, values));
    }
    dictionaryBytes = bytes + (long) values * BYTES_PER_TEXT;
    take(0, dictionaryBytes, bytes);
    ByteBuffer packed = read(position + header.bytes(), header.page().compressedPageSize());
    try {
      byte[] plain = codecs.getDecompressor(chunk.metaData().codec()).decompress(packed, bytes);
      dictionary = Dictionary.parse(plain, values, column.type(), column.typeLength());
    } catch (IOException | RuntimeException e) {
      throw refuse("its dictionary is damaged (%.100s)".formatted(e.getMessage()));
    }
  }

  private Page readValues(Header header) throws IOException {
    int values = checkedValues(header.page());
    long before = pageBytes;
    pageBytes = decodedBytes(header.page(), values);
    take(before, pageBytes, header.page().uncompressedPageSize());
    ByteBuffer whole = read(position, header.bytes() + header.page().compressedPageSize());
    try {
      Page decoded = decoder.decodePage(whole, dictionary);
      valuesLeft -= values;
      return decoded;
    } catch (IOException | RuntimeException e) {
      throw refuse("a page is damaged (%.100s)".formatted(e.getMessage()));
    }
  }

  private int checkedValues(PageHeader header) {
    DataPageHeader first = header.dataPageHeader();
    DataPageHeaderV2 second = header.dataPageHeaderV2();
    boolean isFirst = header.type() == PageHeader.PageType.DATA_PAGE;
    if (isFirst ? first == null : second == null) {
      throw refuse("a page has no header of its kind");
    }
    int values = isFirst ? first.numValues() : second.numValues();
    if (values > Math.min(valuesLeft, ParquetMemory.PAGE_VALUES)) {
      throw refuse(
          "a page declares %d values, over the %d that are left or the limit of %d"
              .formatted(values, valuesLeft, ParquetMemory.PAGE_VALUES));
    }
    Encoding encoding = isFirst ? first.encoding() : second.encoding();
    if (encoding == null || !ENCODINGS.contains(encoding)) {
      throw refuse("a page is encoded as %s".formatted(encoding));
    }
    if (isFirst
        && column.maxDefinitionLevel() > 0
        && first.definitionLevelEncoding() != Encoding.RLE) {
      throw refuse("a page tells what is missing as " + first.definitionLevelEncoding());
    }
    return values;
  }

  private long decodedBytes(PageHeader header, int values) {
    return switch (column.type()) {
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT96 ->
          header.uncompressedPageSize() + (long) values * BYTES_PER_TEXT;
      case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> (long) values * BYTES_PER_NUMBER;
    };
  }

  private void take(long before, long after, int unpacked) {
    String reason = memory.replace(before, after, unpacked);
    if (reason != null) {
      throw refusal.because(reason);
    }
  }

  private ByteBuffer read(long from, int bytes) throws IOException {
    return ParquetFooter.read(file, from, bytes);
  }

  private FormatException refuse(String reason) {
    return refusal.because(
        "its column '%.40s' cannot be read: %s".formatted(column.name(), reason));
  }
}
