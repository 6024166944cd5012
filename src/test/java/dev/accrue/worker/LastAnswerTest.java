package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastAnswerTest {

  @TempDir private Path folder;

  @Test
  void theFilesTimeIsThatOfTheLastAnswer() throws IOException {
    LastAnswer answers = new LastAnswer(folder);
    answers.note();
    Path file = folder.resolve("heard");
    FileTime longAgo = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file, longAgo);

    answers.note();

    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(longAgo);
  }

  @Test
  void aFolderThatTakesNothingStopsNobody() {
    new LastAnswer(folder.resolve("gone")).note();

    assertThat(folder).isEmptyDirectory();
  }
}
