package dev.accrue.observability;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that took time, as OTLP's JSON has it (opentelemetry-proto, `trace.proto`).
///
/// @param traceId 32 hexadecimal digits: the job's identifier
/// @param spanId 16 hexadecimal digits
/// @param kind 1 for what happens inside
/// @param startTimeUnixNano decimal digits, since 1970
@JsonInclude(JsonInclude.Include.NON_NULL)
record Span(
    String traceId,
    String spanId,
    @Nullable String parentSpanId,
    String name,
    int kind,
    String startTimeUnixNano,
    String endTimeUnixNano,
    List<Attribute> attributes,
    @Nullable Status status) {

  private static final int INTERNAL = 1;
  private static final int ERROR = 2;

  record Attribute(String key, Value value) {

    static Attribute of(String key, String value) {
      return new Attribute(key, new Value(value));
    }
  }

  record Value(String stringValue) {}

  record Status(int code, String message) {}

  /// The beginning of an attempt: how long its job waited, its trainer took to start, and the first
  /// optimizer step took. A job's first attempt hangs from the job itself, whose span begins with
  /// the submission; later ones hang from the same, which was told of then.
  static List<Span> of(BegunAttempt attempt) {
    Instant end = latest(attempt);
    List<Span> spans = new ArrayList<>();
    String job = spanId(attempt.jobId(), 0);
    String own = spanId(attempt.id(), 0);
    if (attempt.number() == 1) {
      spans.add(span(attempt, job, null, "job", attempt.submittedAt(), end));
    }
    spans.add(span(attempt, own, job, "attempt " + attempt.number(), attempt.queuedAt(), end));
    Instant from = attempt.queuedAt();
    List<Part> parts = parts(attempt);
    for (int number = 0; number < parts.size(); number++) {
      Part part = parts.get(number);
      if (part.end() != null) {
        spans.add(
            span(attempt, spanId(attempt.id(), number + 1), own, part.name(), from, part.end()));
        from = part.end();
      }
    }
    return spans;
  }

  private record Part(String name, @Nullable Instant end) {}

  private static List<Part> parts(BegunAttempt attempt) {
    return List.of(
        new Part("wait for devices", attempt.assignedAt()),
        new Part("start of the trainer", attempt.startedAt()),
        new Part("first optimizer step", attempt.firstStepAt()));
  }

  private static Instant latest(BegunAttempt attempt) {
    if (attempt.firstStepAt() != null) {
      return attempt.firstStepAt();
    }
    return attempt.endedAt() == null ? attempt.assignedAt() : attempt.endedAt();
  }

  private static Span span(
      BegunAttempt attempt,
      String id,
      @Nullable String parent,
      String name,
      Instant start,
      Instant end) {
    String cause = attempt.firstStepAt() == null ? attempt.cause() : null;
    return new Span(
        attempt.jobId().toString().replace("-", ""),
        id,
        parent,
        name,
        INTERNAL,
        nanos(start),
        nanos(end),
        List.of(
            Attribute.of("accrue.job.id", attempt.jobId().toString()),
            Attribute.of("accrue.job.name", attempt.job()),
            Attribute.of("accrue.team", attempt.team()),
            Attribute.of("accrue.attempt.id", attempt.id().toString()),
            Attribute.of("accrue.worker", attempt.worker())),
        cause == null ? null : new Status(ERROR, "ended before its first step: " + cause));
  }

  /// The lower half of an identifier, of which a part has its own.
  private static String spanId(UUID id, int part) {
    return HexFormat.of().toHexDigits(id.getLeastSignificantBits() + part);
  }

  private static String nanos(Instant at) {
    return "%d%09d".formatted(at.getEpochSecond(), at.getNano());
  }
}
