package dev.accrue.job.spec;

import dev.accrue.api.spec.SchedulingSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `scheduling`: `priority` (0 by default), `after`, `notBefore` and `timeLimitMinutes`.
final class SchedulingReader {

  static final int MAX_PRIORITY = 100;
  static final int MAX_AFTER = 50;

  private static final int MINUTES_OF_A_YEAR = 365 * 24 * 60;
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String UUID_RULE = "a job's id, as GET /api/v1/jobs lists it";
  private static final String INSTANT_RULE =
      "an instant with its offset, such as 2026-12-01T08:00:00Z, before the year 2100";

  private SchedulingReader() {}

  static @Nullable SchedulingSpec read(Fields job) {
    if (job.find("scheduling") == null) {
      return null;
    }
    Fields fields = job.object("scheduling");
    int priority = fields.integer("priority", -MAX_PRIORITY, MAX_PRIORITY, 0);
    List<UUID> after =
        fields.texts("after", MAX_AFTER, UUID_TEXT, UUID_RULE).stream()
            .map(UUID::fromString)
            .distinct()
            .toList();
    Instant notBefore = notBefore(fields);
    Integer timeLimit =
        fields.find("timeLimitMinutes") == null
            ? null
            : fields.integer("timeLimitMinutes", 1, MINUTES_OF_A_YEAR, null);
    fields.done();
    return new SchedulingSpec(priority, after.isEmpty() ? null : after, notBefore, timeLimit);
  }

  /// Whole milliseconds, so that PostgreSQL and every program give back what was sent.
  private static @Nullable Instant notBefore(Fields fields) {
    JsonNode value = fields.find("notBefore");
    if (value == null) {
      return null;
    }
    try {
      String text = value.isString() ? value.asString() : "";
      Instant instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (!instant.isBefore(FIRST) && instant.isBefore(LAST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // It is refused below, as one that is out of range.
    }
    fields.refuse("notBefore", "is not " + INSTANT_RULE, "write " + INSTANT_RULE);
    return null;
  }
}
