package dev.accrue.problem;

import java.io.IOException;

/// Thrown to whoever reads a request's body past the endpoint's limit.
final class BodyTooLargeException extends IOException {

  BodyTooLargeException(long limitBytes) {
    super(detail(limitBytes));
  }

  static String detail(long limitBytes) {
    return "the body is larger than the %d bytes that this endpoint takes; send less"
        .formatted(limitBytes);
  }
}
