package dev.accrue.secret;

import java.util.List;

/// All rows of a module with sealed bytes. A module that keeps some has a bean of this, so that
/// they change over to a new key.
public interface SealedRows {

  /// The rows as they are now.
  List<SealedRow> findSealed();
}
