package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailureTest {

  /// A device that is always full, and says so as a full disk does.
  private static final Path FULL = Path.of("/dev/full");

  private static Failure of(Throwable thrown) {
    return Failure.of(thrown, TrainerMainTest.endless().training().batch());
  }

  @Test
  void aDiskThatTakesNoMoreIsTheWorkersFault() {
    Failure failure = of(fullDisk());

    assertThat(failure.cause()).isEqualTo(EndCause.INTERNAL);
    assertThat(failure.workerAtFault()).isTrue();
    assertThat(failure.message())
        .contains("The worker could not use its disk", "No space left on device");
  }

  private static IOException fullDisk() {
    try (OutputStream out = Files.newOutputStream(FULL)) {
      out.write(1);
    } catch (IOException e) {
      return e;
    }
    throw new AssertionError("%s took a byte".formatted(FULL));
  }

  @Test
  void isFoundBehindWhatItLedTo() {
    Throwable thrown =
        new IllegalStateException(
            "no cache",
            new UncheckedIOException(
                new FileSystemException("/cache", null, "No space left on device")));

    assertThat(of(thrown).workerAtFault()).isTrue();
  }

  @Test
  void otherFailuresCostARetry() {
    Failure failure = of(new IllegalStateException("what now", new IOException("broken pipe")));

    assertThat(failure.cause()).isEqualTo(EndCause.INTERNAL);
    assertThat(failure.workerAtFault()).isFalse();
  }
}
