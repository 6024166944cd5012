package dev.accrue.problem;

import java.io.IOException;

/// Thrown to whoever reads a request's body that does not come.
final class BodyTooSlowException extends IOException {

  /// The attribute of requests whose connection is closed once they are answered: the rest of the
  /// body would be waited for otherwise.
  static final String ATTRIBUTE = BodyTooSlowException.class.getName();

  BodyTooSlowException() {
    super("the body came too slowly; send it over a better connection, or in smaller pieces");
  }
}
