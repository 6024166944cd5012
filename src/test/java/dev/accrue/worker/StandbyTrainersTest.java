package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.TrainerStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Standby trainers as real processes.
@EnabledOnOs(OS.LINUX)
class StandbyTrainersTest {

  private static final long GIB = 1L << 30;
  private static final int EXIT_TRUST_ENDED = 75;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path data;

  private final WorkerLog log = new WorkerLog(System.out);
  private final AtomicLong nanos = new AtomicLong(System.nanoTime());
  private final AtomicLong available = new AtomicLong(64 * GIB);
  private final MemoryLimit limit = MemoryLimit.ofThisMachine(log);
  private StandbyTrainers standbys;
  private PlayedAgentServer logs;

  @BeforeEach
  void useTheFolder() throws IOException {
    standbys = standbys(2);
    logs = new PlayedAgentServer();
  }

  private StandbyTrainers standbys(int most) {
    URI nowhere = URI.create("http://127.0.0.1:1");
    WorkerOptions options =
        new WorkerOptions(
            nowhere,
            data.resolve("token"),
            data,
            "worker",
            Map.of(),
            4,
            false,
            1,
            2 * GIB,
            Duration.ZERO,
            most,
            false,
            false,
            null);
    return new StandbyTrainers(
        options,
        new AttemptDirectories(options.dataDirectory()),
        limit,
        log,
        nanos::get,
        available::get);
  }

  @AfterEach
  void stop() {
    standbys.stop();
    logs.close();
    await().atMost(PATIENCE).until(() -> processes().isEmpty());
  }

  /// Children of this process that are trainers.
  private static List<ProcessHandle> processes() {
    return ProcessHandle.current()
        .children()
        .filter(child -> commandLine(child).contains("TrainerMain"))
        .toList();
  }

  /// All of it; `ProcessHandle.Info` cuts it behind a long class path.
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // it has just ended
    }
  }

  private void awaitReady(int count) {
    await().atMost(PATIENCE).until(() -> standbys.ready() == count);
  }

  /// Kills one that is ready. `ProcessHandle.onExit` may be complete before the `Process` of the
  /// same child knows.
  private void kill(ProcessHandle standby) {
    int before = standbys.ready();
    standby.destroyForcibly();
    awaitReady(before - 1);
  }

  private static List<String> limits(long pid) throws Exception {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits")).stream()
        .filter(line -> line.startsWith("Max data size"))
        .flatMap(line -> List.of(line.split("\\s{2,}")).stream().skip(1).limit(2))
        .toList();
  }

  private static String limitOf(long tensorBytes) {
    return Long.toString(tensorBytes + MemoryLimit.PROCESS_BYTES);
  }

  private void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Test
  void aStandbyTakesAnAssignmentAndIsReplacedOnceItsSlotIsFreeAgain() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    HttpServer server = refusingServer(asked);
    try {
      standbys.tend(1);
      awaitReady(1);
      ProcessHandle standby = processes().getFirst();
      assertThat(limits(standby.pid())).containsExactly(limitOf(2 * GIB), "unlimited");

      Path directory = Files.createDirectories(data.resolve("attempt"));
      TrainerProcess trainer = assign(server, directory);
      assertThat(limits(standby.pid())).containsExactly(limitOf(GIB), limitOf(GIB));
      assertThat(asked.poll(2, TimeUnit.MINUTES)).isEqualTo("Bearer a-lease-token");
      trainer.awaitExit();

      assertThat(trainer.diedUnreported()).as("the server said that the lease is gone").isFalse();
      assertThat(ProcessMark.find(directory.resolve("trainer.pid")).orElseThrow().pid())
          .isEqualTo(standby.pid());
      assertThat(trainer.obituary()).contains("exit code " + EXIT_TRUST_ENDED);
      trainer.finishLog().await();
      assertThat(logs.lines())
          .anyMatch(line -> line.contains("trainer ends with code " + EXIT_TRUST_ENDED))
          .as("sent from the assignment on")
          .noneMatch(line -> line.contains("stands by"));
      standbys.tend(0);
      assertThat(processes()).as("its slot is busy").isEmpty();
      standbys.tend(1);
      awaitReady(1);
      assertThat(processes()).hasSize(1).doesNotContain(standby);
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer refusingServer(BlockingQueue<String> asked) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/worker/v1/attempts/",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(409, -1);
          }
        });
    server.start();
    return server;
  }

  private TrainerProcess assign(HttpServer server, Path directory) throws Exception {
    UUID attempt = UUID.randomUUID();
    UUID job = UUID.randomUUID();
    Assignment assignment =
        new Assignment(attempt, job, 1, "a-lease-token", List.of(new DeviceShare(0, GIB)), 60_000);
    TrainerStart start =
        new TrainerStart(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            attempt,
            job,
            1,
            "a-lease-token",
            DeviceKind.CPU,
            List.of(0),
            directory.toString(),
            data.resolve("cache").toString(),
            1,
            GIB,
            System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    return TrainerProcess.start(
        assignment,
        List.of(),
        start,
        new LeaseTrust(System::nanoTime),
        TrainerHome.shared(directory),
        limit,
        standbys,
        new LogSender(new ServerClient(logs.url(), "none"), Clock.systemUTC(), log),
        JsonMapper.builder().build());
  }

  @Test
  void aKilledStandbyIsReplacedAfterAPauseThatGrows() {
    standbys.tend(1);
    for (int pauseSeconds : new int[] {1, 2, 4}) {
      awaitReady(1);
      ProcessHandle standby = processes().getFirst();
      kill(standby);

      standbys.tend(1);
      advance(Duration.ofSeconds(pauseSeconds).minusNanos(1));
      standbys.tend(1);
      assertThat(processes()).as("before the pause is over").isEmpty();

      advance(Duration.ofNanos(1));
      standbys.tend(1);
      assertThat(processes()).hasSize(1).doesNotContain(standby);
    }
  }

  @Test
  void aDeadStandbyIsNotGivenToAnAttempt() {
    standbys.tend(2);
    standbys.tend(2);
    assertThat(processes()).hasSize(2);
    awaitReady(2);
    ProcessHandle dead = processes().getFirst();
    kill(dead);

    TrainerChild taken = standbys.take(null).orElseThrow();

    assertThat(taken.process().isAlive()).isTrue();
    assertThat(taken.process().pid()).isNotEqualTo(dead.pid());
    assertThat(standbys.take(null)).isEmpty();
    taken.process().destroyForcibly();
  }

  @Test
  void keepsNoMoreThanThereAreFreeSlots() {
    standbys.tend(3);
    standbys.tend(3);
    standbys.tend(3);
    assertThat(processes()).as("as many as it was told to keep").hasSize(2);

    standbys.tend(1);

    await().atMost(PATIENCE).until(() -> processes().size() == 1);
  }

  @Test
  void keepsNoneWhereMemoryIsShort() {
    available.set(GIB);
    standbys.tend(1);
    assertThat(processes()).as("too little to start one").isEmpty();

    available.set(2 * GIB);
    standbys.tend(1);
    assertThat(processes()).hasSize(1);
    available.set(GIB);
    standbys.tend(1);
    assertThat(processes()).as("enough for one that is there").hasSize(1);

    available.set(GIB / 4);
    standbys.tend(1);
    await().atMost(PATIENCE).until(() -> processes().isEmpty());
  }

  @Test
  void endsAllAndLeavesNoFolders() {
    standbys.tend(1);
    assertThat(processes()).hasSize(1);

    standbys.stop();
    standbys.tend(1);

    await().atMost(PATIENCE).until(() -> processes().isEmpty());
    await()
        .atMost(PATIENCE)
        .until(() -> {
          try (var left = Files.list(data.resolve("attempts"))) {
            return left.findAny().isEmpty();
          }
        });
  }

  @Test
  void keepsNoneWhenToldSo() {
    standbys = standbys(0);

    standbys.tend(4);

    assertThat(processes()).isEmpty();
    assertThat(standbys.take(null)).isEmpty();
  }
}
