package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.EnvironmentVariable;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines from a process to a server that fails now and then.
class LogSenderTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00.123Z");

  @TempDir Path directory;

  private final LogTail tail = new LogTail();
  private PlayedLogServer server;
  private LogSender sender;
  private LogSender.Sending sending;

  @BeforeEach
  void begin() throws IOException {
    server = new PlayedLogServer();
    sender =
        new LogSender(
            new ServerClient(server.url(), "none"),
            Clock.fixed(NOW, ZoneOffset.UTC),
            new WorkerLog(System.out));
    Assignment assignment =
        new Assignment(UUID.randomUUID(), UUID.randomUUID(), 7, "a-lease-token", List.of(), 60_000);
    sending = sender.begin(assignment, directory.resolve("trainer.log"), tail);
  }

  @AfterEach
  void stop() {
    sender.stop();
    sending.finish();
    server.close();
  }

  @Test
  void everyLineOfAProcessThatIsKilledArrives() throws Exception {
    String program =
        "for i in $(seq 1 5000); do echo INFO line $i; done; echo oops >&2; echo -n half; kill -9 $$";
    TrainerChild child =
        TrainerChild.start(
            List.of("bash", "-c", program),
            List.of(),
            List.of(),
            TrainerHome.shared(directory),
            sending.lines());
    child.process().onExit().join();
    child.awaitOutput(PATIENCE);
    sending.finish();
    sending.await();

    List<LogLine> output = server.lines().filter(it -> it.stream() == LogStream.OUTPUT).toList();
    assertThat(output.stream().map(LogLine::text).limit(5_000))
        .isEqualTo(IntStream.rangeClosed(1, 5_000).mapToObj(it -> "INFO line " + it).toList());
    assertThat(output.getLast())
        .isEqualTo(new LogLine(NOW.toEpochMilli(), LogStream.OUTPUT, LogLevel.INFO, "half"));
    assertThat(server.lines().filter(it -> it.stream() == LogStream.ERROR))
        .containsExactly(new LogLine(NOW.toEpochMilli(), LogStream.ERROR, LogLevel.WARN, "oops"));
    assertThat(server.batches.getLast().complete()).isTrue();
  }

  /// What the job wants of it is there, what the worker keeps to itself is not, and secrets are
  /// taken out of what it prints.
  @Test
  void aTrainerHasItsSecretsAndItsLogDoesNot() throws Exception {
    List<EnvironmentVariable> environment =
        List.of(
            new EnvironmentVariable("API_KEY", "horse-battery\nstaple-of-more", true),
            new EnvironmentVariable("SHOWN", "plain text", false),
            new EnvironmentVariable("PATH", "/nowhere", false));
    Assignment assignment =
        new Assignment(
            UUID.randomUUID(),
            UUID.randomUUID(),
            7,
            "a-lease-token",
            List.of(),
            60_000,
            environment);
    LogSender.Sending secretive =
        sender.begin(assignment, directory.resolve("secretive.log"), tail);
    String program =
        "[ ${#API_KEY} = 28 ] && echo 28 characters; echo key $API_KEY, $SHOWN; echo \"$API_KEY\" >&2; exit 3";

    TrainerChild child =
        TrainerChild.start(
            List.of("bash", "-c", program),
            List.of(),
            environment,
            TrainerHome.shared(directory),
            secretive.lines());
    child.process().onExit().join();
    child.awaitOutput(PATIENCE);
    secretive.finish();
    secretive.await();

    assertThat(server.lines().map(LogLine::text))
        .containsExactlyInAnyOrder("28 characters", "key ••• •••, plain text", "•••", "•••");
    assertThat(tail.text()).contains("•••").doesNotContain("horse").doesNotContain("staple");
    assertThat(child.process().info().commandLine().orElse("")).doesNotContain("horse");
  }

  @Test
  void linesComeWithoutWaitingForTheEnd() {
    say("one");
    await().atMost(PATIENCE).until(() -> server.lines().count() == 1);
    say("two");
    await().atMost(PATIENCE).until(() -> server.lines().count() == 2);
    assertThat(server.batches.getLast().firstLine()).isEqualTo(2);
    assertThat(server.authorization).containsOnly("Bearer a-lease-token 7");
  }

  @Test
  void aServerThatIsAwayForAWhileCostsNoLine() throws Exception {
    server.answer = 503;
    for (int number = 1; number <= 3_000; number++) {
      say("line " + number);
    }
    sending.finish();
    await().atMost(PATIENCE).until(() -> server.refused.get() > 1);
    assertThat(server.batches).isEmpty();
    server.answer = 200;
    sending.await();

    assertThat(server.lines().map(LogLine::text))
        .isEqualTo(IntStream.rangeClosed(1, 3_000).mapToObj(it -> "line " + it).toList());
    assertThat(server.batches.stream().map(LogBatch::complete).toList())
        .isEqualTo(List.of(false, false, false, true));
  }

  @Test
  void aBatchWhoseAnswerWasLostComesAgainWithTheSameNumbers() throws Exception {
    server.loseAnswers = true;
    say("one");
    await().atMost(PATIENCE).until(() -> server.batches.size() > 1);
    server.loseAnswers = false;
    sending.finish();
    sending.await();

    assertThat(server.batches.get(1).firstLine()).isEqualTo(1);
    assertThat(server.batches.get(1).lines()).isEqualTo(server.batches.get(0).lines());
    assertThat(server.batches.getLast().complete()).isTrue();
  }

  @Test
  void nothingMoreIsSentToAServerThatHasEnough() throws Exception {
    server.full = true;
    say("one");
    await().atMost(PATIENCE).until(() -> server.batches.size() == 1);
    say("more");
    sending.finish();
    sending.await();

    assertThat(server.lines().map(LogLine::text)).containsExactly("one");
    assertThat(server.batches.getLast().complete()).isTrue();
    assertThat(tail.text()).as("the last words are kept").contains("more");
  }

  @Test
  void givesUpWhenTheAttemptIsOverForGood() throws Exception {
    server.answer = 409;
    say("one");
    sending.await();
    say("two");

    assertThat(server.refused).hasValue(1);
    assertThat(tail.text()).contains("two");
  }

  private void say(String text) {
    sending.lines().line(LogStream.OUTPUT, text);
  }
}
