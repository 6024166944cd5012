package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestHttp;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Batches of lines, and what answers say of them.
final class TestLogs {

  static final long AT_MILLIS = 1_767_225_600_000L;

  private TestLogs() {}

  static LogLine line(LogLevel level, String text) {
    return new LogLine(AT_MILLIS, LogStream.OUTPUT, level, text);
  }

  static TestHttp.Answer send(TestAttempt attempt, long firstLine, String... texts) {
    List<LogLine> lines = Arrays.stream(texts).map(text -> line(LogLevel.INFO, text)).toList();
    return attempt.post("/logs", new LogBatch(firstLine, lines, false));
  }

  /// Sends lines up to a number, each made from its own.
  static void sendMany(TestAttempt attempt, long first, long last, LongFunction<LogLine> line) {
    for (long begin = first; begin <= last; begin += LogBatch.MAX_LINES) {
      long end = Math.min(last, begin + LogBatch.MAX_LINES - 1);
      List<LogLine> lines = LongStream.rangeClosed(begin, end).mapToObj(line).toList();
      TestHttp.Answer answer = attempt.post("/logs", new LogBatch(begin, lines, false));
      if (answer.status() != 200) {
        throw new AssertionError("the lines were refused: " + answer);
      }
    }
  }

  static void complete(TestAttempt attempt, long nextLine) {
    attempt.post("/logs", new LogBatch(nextLine, List.of(), true));
  }

  static List<String> texts(JsonNode lines) {
    return stream(lines).map(it -> it.get("text").stringValue()).toList();
  }

  static List<Long> numbers(JsonNode lines) {
    return stream(lines).map(it -> it.get("number").longValue()).toList();
  }

  static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
