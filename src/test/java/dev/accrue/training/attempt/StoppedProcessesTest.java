package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.launch.Launcher;
import dev.accrue.training.TrainerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real workers and trainers that are asked to end, or that the machine does not let run.
class StoppedProcessesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long LONG_LEASE_MILLIS = 60_000;
  private static final long SHORT_LEASE_MILLIS = 5_000;

  @TempDir Path directory;

  @Test
  void aWorkerThatIsAskedToEndHasItsTrainerSaveAndThenSaysGoodbye() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000)) {
      PlayedFleet fleet = PlayedFleet.beside(server, LONG_LEASE_MILLIS);
      Process worker = worker(server);
      try {
        await().atMost(PATIENCE).until(() -> !server.checkpoints.isEmpty());
        await().atMost(PATIENCE).until(() -> !fleet.telemetry.isEmpty());
        worker.toHandle().destroy();

        assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
      } finally {
        worker.destroyForcibly();
      }

      assertThat(server.ends).as(log()).hasSize(1);
      assertThat(server.ends.getFirst().cause()).isEqualTo(EndCause.PREEMPTED);
      assertThat(server.checkpoints.getLast().optimizerStep())
          .isEqualTo(server.ends.getFirst().optimizerStep());
      Heartbeat last = fleet.heartbeats.getLast();
      assertThat(last.leaving()).isTrue();
      assertThat(last.attempts()).isEmpty();
      assertThat(fleet.heartbeats)
          .as("the lease is renewed while the trainer saves")
          .anyMatch(it -> it.leaving() && it.attempts().contains(server.attemptId));
      assertThat(fleet.registrations.getFirst().labels()).containsEntry("zone", "eu-1");
    }
  }

  /// The trainer sees by itself that nobody renews its lease.
  @Test
  void theTrainerOfAWorkerThatIsStoppedForLongerThanTheLeaseWritesNothingMore() throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000)) {
      PlayedFleet fleet = PlayedFleet.beside(server, SHORT_LEASE_MILLIS);
      Process worker = worker(server);
      try {
        await().atMost(PATIENCE).until(() -> !server.checkpoints.isEmpty());
        ProcessHandle trainer = trainer(worker).orElseThrow();
        signal("STOP", worker.pid());
        await().atMost(PATIENCE).until(() -> ended(trainer.pid()));
        int writes = server.writes.get();
        int beats = fleet.heartbeats.size();

        signal("CONT", worker.pid());

        await().atMost(PATIENCE).until(() -> saysThatNothingRuns(fleet, beats));
        assertThat(server.writes.get()).isEqualTo(writes);
        assertThat(server.ends).isEmpty();
      } finally {
        worker.destroyForcibly();
      }
    }
  }

  @Test
  void aTrainerThatIsStoppedForLongerThanItsLeaseEndsWhenItRunsAgain() throws Exception {
    stopForLongerThanTheLease(trainer -> {});
  }

  /// What counts is when the lease ends, not when the trainer comes to read it.
  @Test
  void aRenewalThatIsReadTooLateRenewsNothing() throws Exception {
    stopForLongerThanTheLease(trainer -> trainer.trust(2_000));
  }

  private void stopForLongerThanTheLease(WhileStopped action) throws Exception {
    try (PlayedServer server = new PlayedServer(endless(), 1_000_000);
        TrainerProcessHandle trainer =
            TrainerProcessHandle.start(server, directory, LONG_LEASE_MILLIS)) {
      await().atMost(PATIENCE).until(() -> !server.checkpoints.isEmpty());
      trainer.trust(2_000);
      signal("STOP", trainer.pid());
      action.with(trainer);
      long over = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      await().atMost(PATIENCE).until(() -> System.nanoTime() - over > 0);
      int writes = server.writes.get();

      signal("CONT", trainer.pid());

      assertThat(trainer.exitCode()).as(trainer.log()).isEqualTo(75);
      // Those that had passed the check when it was stopped, one for each thread that sends; the
      // server's fence is there for them.
      assertThat(server.writes.get()).isLessThanOrEqualTo(writes + ServerConnection.MOST_AT_ONCE);
      assertThat(server.ends).isEmpty();
    }
  }

  private interface WhileStopped {
    void with(TrainerProcessHandle trainer) throws IOException;
  }

  private static boolean saysThatNothingRuns(PlayedFleet fleet, int beats) {
    List<Heartbeat> later = List.copyOf(fleet.heartbeats);
    return later.size() > beats + 1 && later.getLast().attempts().isEmpty();
  }

  private static JobSpec endless() {
    return TrainerMainTest.endless();
  }

  private Process worker(PlayedServer server) throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "a-worker-token\n");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Launcher.class.getName(),
            "worker",
            "--server",
            server.url().toString(),
            "--token-file",
            token.toString(),
            "--data",
            directory.resolve("worker").toString(),
            "--threads",
            "1",
            "--label",
            "zone=eu-1",
            "--stop-grace-seconds",
            "120")
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("worker.log").toFile())
        .start();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("worker.log"));
  }

  private static Optional<ProcessHandle> trainer(Process worker) {
    return worker
        .descendants()
        .filter(child -> commandLine(child.pid()).contains(TrainerMain.class.getName()))
        .findFirst();
  }

  private static String commandLine(long pid) {
    return read(pid, "cmdline").replace('\0', ' ');
  }

  /// Whether the process is over; its parent, which is stopped, need not have noticed.
  private static boolean ended(long pid) {
    String state = read(pid, "stat");
    return state.isEmpty() || state.charAt(state.lastIndexOf(')') + 2) == 'Z';
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      return "";
    }
  }

  private static void signal(String name, long pid) throws Exception {
    int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    assertThat(exit).isZero();
  }
}
