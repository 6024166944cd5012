package dev.accrue.format;

/// What a file may ask for at most.
///
/// @param entries of an archive
/// @param unpackedBytes of an archive, all entries together
/// @param columns of a table
/// @param fieldCharacters of one value of a table
/// @param lineBytes of a line of JSON
/// @param categories of a column, before it counts as text
/// @param previewRows kept for people to look at
/// @param previewCharacters of a value in a preview
public record Limits(
    int entries,
    long unpackedBytes,
    int columns,
    int fieldCharacters,
    int lineBytes,
    int categories,
    int previewRows,
    int previewCharacters) {

  /// For everything that people upload.
  public static final Limits STANDARD =
      new Limits(1_000_000, 64L << 30, 4096, 1 << 20, 1 << 20, 1000, 20, 200);
}
