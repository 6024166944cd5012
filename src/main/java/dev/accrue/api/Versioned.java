package dev.accrue.api;

/// A view of which people change a part, while the rest moves by itself. Its entity tag is that of
/// the part, for `If-Match`; that nothing was modified is never said of the whole.
public interface Versioned {

  /// The part that people change.
  Object version();
}
