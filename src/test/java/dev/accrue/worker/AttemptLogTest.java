package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T10:00:00.123Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  @Test
  void theFileCanBeReadByPeople() throws Exception {
    AttemptLog log = log(1_000);
    log.line(LogStream.ERROR, "INFO \u001B[31mred\u001B[0m and\ta \u0007 bell");
    log.say(LogLevel.ERROR, "it ends");

    assertThat(Files.readAllLines(path()))
        .containsExactly(
            "2026-01-01T10:00:00.123Z ERROR INFO INFO red and\ta \uFFFD bell",
            "2026-01-01T10:00:00.123Z PLATFORM ERROR it ends");
  }

  @Test
  void whatDoesNotFitIsAnnouncedInItsPlace() throws Exception {
    AttemptLog log = log(1_000);
    IntStream.range(0, 50).forEach(it -> log.line(LogStream.OUTPUT, "x".repeat(60) + it));
    LogBatch first = log.next(1);
    log.finish();

    int kept = first.lines().size();
    assertThat(kept).isBetween(5, 49);
    log.taken();
    LogBatch last = log.next(kept + 1);
    assertThat(last.complete()).isTrue();
    assertThat(last.lines()).hasSize(1);
    assertThat(last.lines().getFirst().text())
        .isEqualTo(
            "%d lines are missing here: the server did not take them in time".formatted(50 - kept));
    assertThat(last.lines().getFirst().level()).isEqualTo(LogLevel.WARN);
  }

  @Test
  void aFileThatWasReadIsBegunAnew() throws Exception {
    AttemptLog log = log(6 << 20);
    List<String> came = new ArrayList<>();
    List<String> sent = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (int number = 0; number < 1_000; number++) {
        String text = round + "/" + number + "x".repeat(500);
        sent.add(text);
        log.line(LogStream.OUTPUT, text);
      }
      for (LogBatch batch = next(log, came); came.size() < sent.size(); batch = next(log, came)) {
        assertThat(batch.lines()).isNotEmpty();
      }
    }

    assertThat(came).isEqualTo(sent);
    assertThat(Files.size(path())).isLessThan(6 << 20);
  }

  private static LogBatch next(AttemptLog log, List<String> came) throws Exception {
    LogBatch batch = log.next(came.size() + 1);
    log.taken();
    came.addAll(batch.lines().stream().map(LogLine::text).toList());
    return batch;
  }

  private AttemptLog log(long maxBytes) throws IOException {
    return new AttemptLog(
        new LineFile(path(), maxBytes), new LogTail(), CLOCK, Redaction.of(List.of()));
  }

  private Path path() {
    return directory.resolve("trainer.log");
  }
}
