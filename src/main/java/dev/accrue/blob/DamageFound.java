package dev.accrue.blob;

/// What is stored is not what was written.
final class DamageFound extends Exception {

  private final transient StoredBlob blob;
  private final String what;

  DamageFound(StoredBlob blob, String what) {
    super(what);
    this.blob = blob;
    this.what = what;
  }

  StoredBlob blob() {
    return blob;
  }

  String what() {
    return what;
  }
}
