package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Heartbeat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The worker of a pod: under the identity that it was given, for one attempt.
class OneAttemptTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void leavesByItselfWhenItsOneAttemptIsOver() throws Exception {
    UUID id = UUID.randomUUID();
    WorkerIdentity identity = WorkerIdentity.claim(directory, id);
    assertThat(identity.workerId()).isEqualTo(id);
    try (PlayedAgentServer server = new PlayedAgentServer()) {
      WorkerAgent agent =
          new WorkerAgent(
              options(server, id),
              identity,
              new ServerClient(server.url(), "a-worker-token"),
              new GpuProbe(new PlayedGpus().with("GPU-a"), 1),
              DiskSpace.of(directory),
              TrainerUsers.NONE,
              new WorkerLog(System.out));
      CompletableFuture<Void> run = CompletableFuture.runAsync(() -> run(agent));
      await().atMost(PATIENCE).until(() -> server.heartbeats.size() > 3);
      assertThat(run).as("it waits for its attempt").isNotDone();

      Assignment assignment =
          new Assignment(
              UUID.randomUUID(),
              UUID.randomUUID(),
              7,
              "a-lease-token",
              List.of(new DeviceShare(0, null)),
              60_000);
      server.assignments.add(assignment);
      await().atMost(PATIENCE).until(() -> trainer(assignment).isPresent());
      ProcessHandle.of(trainer(assignment).orElseThrow()).orElseThrow().destroyForcibly();

      await().atMost(PATIENCE).until(run::isDone);
      Heartbeat last = server.heartbeats.getLast();
      assertThat(last.leaving()).isTrue();
      assertThat(last.attempts()).isEmpty();
      assertThat(server.ends).singleElement().matches(it -> it.cause() == EndCause.INTERNAL);
      agent.stop();
    } finally {
      identity.lock().channel().close();
    }
  }

  private WorkerOptions options(PlayedAgentServer server, UUID id) {
    return new WorkerOptions(
        server.url(),
        directory.resolve("token"),
        directory,
        "kubernetes-1",
        Map.of(),
        1,
        true,
        1,
        1L << 30,
        Duration.ofSeconds(1),
        0,
        false,
        true,
        id);
  }

  private static void run(WorkerAgent agent) {
    try {
      agent.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Long> trainer(Assignment assignment) {
    Path mark =
        directory
            .resolve("attempts")
            .resolve(assignment.attemptId().toString())
            .resolve("trainer.pid");
    try {
      return ProcessMark.find(mark).map(ProcessMark::pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
