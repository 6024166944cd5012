package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.TrainerStart;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryLimitTest {

  private static final MemoryLimit LIMIT = new MemoryLimit(Path.of("/usr/bin/prlimit"));
  private static final List<DeviceInfo> SLOTS =
      List.of(DeviceInfo.cpuSlot(0, "slot 0", 1000, 1), DeviceInfo.cpuSlot(1, "slot 1", 1000, 1));

  private static Assignment assignment(@Nullable Long asked, List<Integer> ordinals) {
    List<DeviceShare> shares =
        ordinals.stream().map(ordinal -> new DeviceShare(ordinal, asked)).toList();
    return new Assignment(UUID.randomUUID(), UUID.randomUUID(), 1, "token", shares, 1);
  }

  private static TrainerStart start(@Nullable Long bytes) {
    return new TrainerStart(
        URI.create("http://localhost"),
        UUID.randomUUID(),
        UUID.randomUUID(),
        1,
        "token",
        DeviceKind.CPU,
        java.util.List.of(0),
        "work",
        "cache",
        1,
        bytes,
        1);
  }

  @Test
  void aJobMayUseWhatItAsksForAndNoMoreThanTheDeviceHas() {
    assertThat(LIMIT.tensorBytes(assignment(400L, List.of(0)), SLOTS)).isEqualTo(400);
    assertThat(LIMIT.tensorBytes(assignment(4000L, List.of(0)), SLOTS)).isEqualTo(1000);
    assertThat(LIMIT.tensorBytes(assignment(null, List.of(0)), SLOTS)).isEqualTo(1000);
    assertThat(LIMIT.tensorBytes(assignment(400L, List.of(0, 1)), SLOTS)).isEqualTo(800);
  }

  @Test
  void devicesWithAMemoryOfTheirOwnNeedNoLimitOnTheProcess() {
    List<DeviceInfo> gpus =
        List.of(new DeviceInfo(0, DeviceKind.CUDA, "GPU", 1000, 1, "GPU-1", "580.1"));
    assertThat(LIMIT.tensorBytes(assignment(400L, List.of(0)), gpus)).isNull();
  }

  @Test
  void theProcessGetsWhatItNeedsBesidesTensors() {
    assertThat(LIMIT.apply(start(1L << 30), List.of("java", "Main")))
        .containsExactly(
            "/usr/bin/prlimit",
            "--data=" + ((1L << 30) + MemoryLimit.PROCESS_BYTES),
            "java",
            "Main");
  }

  @Test
  void withoutTheProgramTrainersStartAllTheSame() {
    MemoryLimit none = new MemoryLimit(null);
    assertThat(none.tensorBytes(assignment(400L, List.of(0)), SLOTS)).isNull();
    assertThat(none.apply(start(null), List.of("java", "Main"))).containsExactly("java", "Main");
  }
}
