package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerIdentityTest {

  @TempDir Path data;

  @Test
  void isTheSameWorkerAtEachStartAndANewIncarnation() throws Exception {
    WorkerIdentity first = WorkerIdentity.claim(data);
    first.lock().acquiredBy().close();
    WorkerIdentity second = WorkerIdentity.claim(data);
    second.lock().acquiredBy().close();

    assertThat(second.workerId()).isEqualTo(first.workerId());
    assertThat(second.incarnation()).isNotEqualTo(first.incarnation());
  }

  @Test
  void isHeldByOneAgentAtATime() throws Exception {
    WorkerIdentity held = WorkerIdentity.claim(data);
    // Within one process the second claim throws; from another process it is refused with a
    // sentence.
    assertThatThrownBy(() -> WorkerIdentity.claim(data))
        .isInstanceOf(OverlappingFileLockException.class);
    held.lock().acquiredBy().close();
  }
}
