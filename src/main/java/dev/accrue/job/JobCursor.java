package dev.accrue.job;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/// Where a page of jobs ended: the next one begins with the job before this one.
record JobCursor(Instant createdAt, UUID id) {

  private static final String SEPARATOR = "/";

  String encode() {
    String text = createdAt + SEPARATOR + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static JobCursor decode(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int separator = text.indexOf(SEPARATOR);
      if (separator < 0) {
        throw refused(cursor);
      }
      return new JobCursor(
          Instant.parse(text.substring(0, separator)),
          UUID.fromString(text.substring(separator + 1)));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw refused(cursor);
    }
  }

  private static ProblemException refused(String cursor) {
    Violation violation =
        new Violation(
            "cursor",
            Shortened.of(cursor),
            "is not a cursor of this list",
            "send nextCursor of the page before, or leave it out to begin with the newest job");
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "cursor %s; %s".formatted(violation.message(), violation.fix()),
        List.of(violation));
  }
}
