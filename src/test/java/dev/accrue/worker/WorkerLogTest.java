package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.Assignment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkerLogTest {

  private static final Assignment ASSIGNMENT =
      new Assignment(UUID.randomUUID(), UUID.randomUUID(), 7, "a-lease-token", List.of(), 60_000);
  private static final InstantSource CLOCK = () -> Instant.parse("2026-11-27T10:00:00Z");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @Test
  void speaksToPeopleUnlessToldOtherwise() {
    WorkerLog.of(out, null).info(ASSIGNMENT, "it begins");

    assertThat(said.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines("worker: it begins");
  }

  @ParameterizedTest
  @CsvSource({
    "logstash, /message,       /@timestamp, /job,  /attempt",
    "ecs,      /message,       /@timestamp, /job,  /attempt",
    "gelf,     /short_message, /timestamp,  /_job, /_attempt"
  })
  void aLineOfJsonNamesJobAndAttempt(
      String format, String message, String time, String job, String attempt) {
    new WorkerLog(out, LogFormat.find(format).orElseThrow(), CLOCK)
        .info(ASSIGNMENT, "two\nlines of \"it\"");

    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(1);
    JsonNode line = new JsonMapper().readTree(text);
    assertThat(line.at(message).stringValue()).isEqualTo("two\nlines of \"it\"");
    assertThat(line.at(job).stringValue()).isEqualTo(ASSIGNMENT.jobId().toString());
    assertThat(line.at(attempt).stringValue()).isEqualTo(ASSIGNMENT.attemptId().toString());
    assertThat(line.at(time).asString()).isIn("2026-11-27T10:00:00Z", "1.7957736E9");
  }

  @Test
  void aFormatThatOnlyServersHaveIsSaidAndPassedOver() {
    WorkerLog.of(out, "com.example.OurFormat").info("registered");

    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .anyMatch(it -> it.contains("com.example.OurFormat"))
        .contains("worker: registered");
  }
}
