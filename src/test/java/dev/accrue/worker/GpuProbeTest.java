package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.DeviceSample;
import dev.accrue.api.worker.WorkerProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuProbeTest {

  private final PlayedGpus gpus = new PlayedGpus().with("GPU-b").with("GPU-a");

  @Test
  void offersWhatTheDriverShowsInTheDriversOrder() throws Exception {
    assertThat(new GpuProbe(gpus, 9).devices())
        .containsExactly(
            new DeviceInfo(0, DeviceKind.CUDA, "NVIDIA A100", 40L << 30, 4, "GPU-b", "580.65.06"),
            new DeviceInfo(1, DeviceKind.CUDA, "NVIDIA A100", 40L << 30, 4, "GPU-a", "580.65.06"));
  }

  @Test
  void seesHowTheyAre() throws Exception {
    DeviceProbe.Look look = new GpuProbe(gpus, 4).look(List.of());

    assertThat(look.problems()).isEmpty();
    assertThat(look.samples())
        .contains(new DeviceSample(0, 75.0, 3L << 30, 61.0, 250.5))
        .hasSize(2);
  }

  @Test
  void aSensorThatThereIsNotIsNoProblem() throws Exception {
    gpus.withoutSensors = true;

    DeviceProbe.Look look = new GpuProbe(gpus, 4).look(List.of());

    assertThat(look.problems()).isEmpty();
    assertThat(look.samples()).contains(new DeviceSample(1, 75.0, 3L << 30, null, null));
  }

  @Test
  void aLostGpuIsAProblemOfThatGpuAlone() throws Exception {
    GpuProbe probe = new GpuProbe(gpus, 4);
    gpus.lost.add(1);

    DeviceProbe.Look look = probe.look(List.of());

    assertThat(look.samples()).extracting(DeviceSample::ordinal).containsExactly(0);
    WorkerProblem problem = look.problems().getFirst();
    assertThat(problem.deviceOrdinal()).isEqualTo(1);
    assertThat(problem.message()).contains("GPU-a").contains("lost").contains("15");
  }

  @Test
  void aTrainerSeesItsOwnGpusByTheirNames() throws Exception {
    List<DeviceInfo> devices = new GpuProbe(gpus.with("GPU-c"), 4).devices();
    Map<String, String> mine = Map.of("HOME", "/root", "CUDA_VISIBLE_DEVICES", "0,1,2");

    assertThat(TrainerEnvironment.of(mine, List.of(devices.get(2), devices.get(0)), List.of()))
        .containsEntry("CUDA_VISIBLE_DEVICES", "GPU-c,GPU-b")
        .containsEntry("HOME", "/root");
  }

  @Test
  void aTrainerOnCpuSlotsSeesNoGpu() {
    Map<String, String> mine = Map.of("CUDA_VISIBLE_DEVICES", "0", "SECRET", "x");

    assertThat(TrainerEnvironment.of(mine, List.of(DeviceInfo.cpuSlot(0, "slot", 1, 1)), List.of()))
        .containsEntry("CUDA_VISIBLE_DEVICES", "")
        .doesNotContainKey("SECRET");
  }
}
