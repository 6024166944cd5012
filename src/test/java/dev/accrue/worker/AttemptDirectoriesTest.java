package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptDirectoriesTest {

  @TempDir Path data;

  @Test
  void endsTrainersThatAnEarlierAgentLeftBehind() throws Exception {
    AttemptDirectories directories = new AttemptDirectories(data);
    Path directory = directories.create(UUID.randomUUID());
    Process left = new ProcessBuilder("sleep", "60").start();
    Files.writeString(directory.resolve("trainer.pid"), ProcessMark.of(left.toHandle()).text());

    directories.clear();

    assertThat(left.waitFor()).isNotZero();
    assertThat(directory).doesNotExist();
  }

  @Test
  void leavesAProcessAloneThatWasGivenTheNumberOfADeadTrainer() throws Exception {
    AttemptDirectories directories = new AttemptDirectories(data);
    Path directory = directories.create(UUID.randomUUID());
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      long startedEarlier = ProcessMark.of(other.toHandle()).startedAt() - 60_000;
      Files.writeString(
          directory.resolve("trainer.pid"), new ProcessMark(other.pid(), startedEarlier).text());

      directories.clear();

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void takesATornMarkForNone() throws Exception {
    Path file = data.resolve("trainer.pid");
    Files.writeString(file, "12 ");
    assertThat(ProcessMark.find(file)).isEmpty();
    Files.writeString(file, "what");
    assertThat(ProcessMark.find(file)).isEmpty();
    assertThat(ProcessMark.find(data.resolve("none"))).isEmpty();
  }
}
