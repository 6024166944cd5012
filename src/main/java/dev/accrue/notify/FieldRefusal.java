package dev.accrue.notify;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a field of a channel.
final class FieldRefusal {

  private FieldRefusal() {}

  static ProblemException of(String field, @Nullable String value, String message, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s: %s; %s".formatted(field, message, fix),
        List.of(new Violation(field, Shortened.of(value), message, fix)));
  }
}
