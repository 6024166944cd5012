package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

  private static final Path FOLDER = Path.of("/var/lib/accrue");

  @Test
  void aDiskWithRoomIsNoProblem() {
    assertThat(new DiskSpace(FOLDER, it -> DiskSpace.LEAST_BYTES).findProblem()).isEmpty();
  }

  @Test
  void saysWhichDiskIsFullAndHowMuchIsNeeded() {
    DiskSpace disk = new DiskSpace(FOLDER, it -> 3L << 20);

    assertThat(disk.findProblem().orElseThrow().deviceOrdinal()).isNull();
    assertThat(disk.findProblem().orElseThrow().message())
        .isEqualTo("the disk of /var/lib/accrue has 3 MiB left and attempts need 512; make room");
  }

  @Test
  void aDiskThatTakesNothingIsAProblem() {
    DiskSpace disk =
        new DiskSpace(
            FOLDER,
            it -> {
              throw new IOException("stale\nhandle" + "x".repeat(600));
            });

    assertThat(disk.findProblem().orElseThrow().message())
        .contains("takes nothing")
        .doesNotContain("\n")
        .hasSizeLessThanOrEqualTo(500);
  }

  @Test
  void measuresARealFolder(@TempDir Path folder) {
    assertThat(DiskSpace.of(folder).findProblem()).isEmpty();
    assertThat(folder).isEmptyDirectory();
    assertThat(DiskSpace.of(folder.resolve("missing")).findProblem()).isPresent();
  }
}
