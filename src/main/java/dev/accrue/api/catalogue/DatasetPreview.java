package dev.accrue.api.catalogue;

import java.util.List;

/// The first samples of a split, for people to look at.
///
/// @param inspected false for a data set that nobody has looked into yet
/// @param files one or, where features and targets are in a file each, two
public record DatasetPreview(String split, boolean inspected, List<FilePreview> files) {

  public DatasetPreview {
    files = List.copyOf(files);
  }

  /// A file's part of it.
  ///
  /// @param role such as `SAMPLES`
  /// @param columns the names of the first 100 at most
  /// @param rows of these columns, 20 at most; values are shortened, and empty where one is missing
  /// @param thumbnails of images; empty for anything else
  public record FilePreview(
      String role, List<String> columns, List<List<String>> rows, List<Thumbnail> thumbnails) {

    public FilePreview {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      thumbnails = List.copyOf(thumbnails);
    }
  }

  /// An image of at most 64 by 64 pixels.
  ///
  /// @param label its class, or its number
  /// @param png the image, in Base64
  public record Thumbnail(String label, String png) {}
}
