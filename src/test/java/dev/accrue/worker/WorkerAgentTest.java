package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.WorkerProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// An agent with played GPUs and a played disk, real trainer processes, and a server that never
/// tells them what to train.
class WorkerAgentTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private final PlayedGpus gpus = new PlayedGpus().with("GPU-a").with("GPU-b").with("GPU-c");
  private final AtomicLong usableBytes = new AtomicLong(DiskSpace.LEAST_BYTES);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private PlayedAgentServer server;
  private WorkerIdentity identity;
  private WorkerAgent agent;
  private Thread thread;

  @BeforeEach
  void start() throws Exception {
    server = new PlayedAgentServer();
    WorkerOptions options =
        new WorkerOptions(
            server.url(),
            directory.resolve("token"),
            directory,
            "worker",
            Map.of(),
            1,
            true,
            1,
            1L << 30,
            Duration.ofSeconds(1),
            0,
            false,
            false,
            null);
    identity = WorkerIdentity.claim(directory);
    agent =
        new WorkerAgent(
            options,
            identity,
            new ServerClient(server.url(), "a-worker-token"),
            new GpuProbe(gpus, 3),
            new DiskSpace(directory, it -> usableBytes.get()),
            TrainerUsers.NONE,
            new WorkerLog(
                new PrintStream(said, true, StandardCharsets.UTF_8),
                LogFormat.LOGSTASH,
                InstantSource.system()));
    thread = Thread.ofPlatform().start(this::run);
  }

  private void run() {
    try {
      agent.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() throws Exception {
    agent.stop();
    thread.join(PATIENCE);
    identity.lock().channel().close();
    server.close();
  }

  @Test
  void tellsTheServerThatItsDiskIsFullForAsLongAsItIs() {
    await().atMost(PATIENCE).until(() -> !server.heartbeats.isEmpty());
    assertThat(server.heartbeats.getFirst().problems()).isEmpty();

    usableBytes.set(0);
    await().atMost(PATIENCE).until(() -> !server.heartbeats.getLast().problems().isEmpty());
    WorkerProblem problem = server.heartbeats.getLast().problems().getFirst();
    assertThat(problem.deviceOrdinal()).isNull();
    assertThat(problem.message()).contains("0 MiB left");

    usableBytes.set(DiskSpace.LEAST_BYTES);
    await().atMost(PATIENCE).until(() -> server.heartbeats.getLast().problems().isEmpty());
  }

  @Test
  void aTrainerSeesItsOwnGpusAndEndsAsLostDeviceWithThem() throws Exception {
    Assignment assignment = assignment(2, 1);
    server.assignments.add(assignment);
    await().atMost(PATIENCE).until(() -> trainer(assignment).isPresent());
    long pid = trainer(assignment).orElseThrow();
    await()
        .atMost(PATIENCE)
        .until(() -> environment(pid).contains("CUDA_VISIBLE_DEVICES=GPU-c,GPU-b"));

    gpus.lost.add(1);
    agent.watch().look();

    await().atMost(PATIENCE).until(() -> !server.ends.isEmpty());
    AttemptEnd end = server.ends.getFirst();
    assertThat(end.cause()).isEqualTo(EndCause.LOST_DEVICE);
    await()
        .atMost(PATIENCE)
        .until(() ->
            server.heartbeats.getLast().problems().stream()
                .anyMatch(it -> Integer.valueOf(1).equals(it.deviceOrdinal())));
    assertThat(server.ends).hasSize(1);
  }

  @Test
  void aTrainerOnAnotherGpuGoesOn() {
    Assignment assignment = assignment(0);
    server.assignments.add(assignment);
    await().atMost(PATIENCE).until(() -> trainer(assignment).isPresent());

    gpus.lost.add(1);
    agent.watch().look();

    int beats = server.heartbeats.size();
    await().atMost(PATIENCE).until(() -> server.heartbeats.size() > beats + 1);
    assertThat(server.heartbeats.getLast().attempts()).containsExactly(assignment.attemptId());
    assertThat(server.ends).isEmpty();
  }

  @Test
  void theLastLinesOfAKilledTrainerArrive() throws Exception {
    Assignment assignment = assignment(0);
    server.assignments.add(assignment);
    await().atMost(PATIENCE).until(() -> trainer(assignment).isPresent());

    ProcessHandle.of(trainer(assignment).orElseThrow()).orElseThrow().destroyForcibly();

    await().atMost(PATIENCE).until(() -> !server.ends.isEmpty());
    await()
        .atMost(PATIENCE)
        .until(() -> !server.logs.isEmpty() && server.logs.getLast().complete());
    assertThat(server.lines().getLast()).contains("killed by signal 9");
    assertThat(saidOf(assignment)).isNotEmpty().anyMatch(it -> it.contains("killed by signal 9"));
  }

  /// What the agent's own log has under an attempt and its job.
  private List<String> saidOf(Assignment assignment) {
    return said.toString(StandardCharsets.UTF_8)
        .lines()
        .map(new JsonMapper()::readTree)
        .filter(it -> it.path("job").stringValue("").equals(assignment.jobId().toString()))
        .filter(it -> it.path("attempt").stringValue("").equals(assignment.attemptId().toString()))
        .map(it -> it.get("message").stringValue())
        .toList();
  }

  private static Assignment assignment(int... ordinals) {
    List<DeviceShare> shares =
        Arrays.stream(ordinals).mapToObj(ordinal -> new DeviceShare(ordinal, null)).toList();
    return new Assignment(UUID.randomUUID(), UUID.randomUUID(), 7, "a-lease-token", shares, 60_000);
  }

  private Optional<Long> trainer(Assignment assignment) throws IOException {
    Path mark =
        directory
            .resolve("attempts")
            .resolve(assignment.attemptId().toString())
            .resolve("trainer.pid");
    return ProcessMark.find(mark).map(ProcessMark::pid);
  }

  /// Of a process, which has the agent's own for a moment until it is what it was started as.
  private static String environment(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "environ")).replace('\0', '\n');
    } catch (IOException e) {
      return "";
    }
  }
}
