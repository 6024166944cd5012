package dev.accrue.model;

/// A file that is not what its sender said; the message goes on after "the file".
final class BadModelException extends Exception {

  BadModelException(String message) {
    super(message);
  }
}
