package dev.accrue.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NvmlLibraryTest {

  private final Arena arena = Arena.ofShared();
  private final PlayedLibrary played = new PlayedLibrary(arena);
  private final List<String> whyNot = new ArrayList<>();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void readsWhatTheLibraryWrites() throws Exception {
    Nvml nvml = NvmlLibrary.open(played.symbols());

    assertThat(nvml.driverVersion()).isEqualTo("580.65.06");
    assertThat(nvml.deviceCount()).isEqualTo(2);
    for (int index = 0; index < 2; index++) {
      assertThat(nvml.name(index)).isEqualTo("NVIDIA H100 " + index);
      assertThat(nvml.uuid(index)).isEqualTo("GPU-" + index);
      assertThat(nvml.memory(index)).isEqualTo(new Nvml.Memory(80L << 30, (1L << 30) + index));
      assertThat(nvml.utilizationPercent(index)).isEqualTo(90 + index);
      assertThat(nvml.temperatureCelsius(index)).isEqualTo(60 + index);
      assertThat(nvml.powerMilliwatts(index)).isEqualTo(350_500 + index);
    }
  }

  @Test
  void saysWhichCallFailedAndHow() throws Exception {
    Nvml nvml = NvmlLibrary.open(played.symbols());
    played.powerCode = PlayedLibrary.NOT_SUPPORTED;
    played.memoryCodeOfSecond = NvmlException.GPU_IS_LOST;

    assertThatThrownBy(() -> nvml.powerMilliwatts(0))
        .isInstanceOfSatisfying(NvmlException.class, e -> assertThat(e.deviceLost()).isFalse())
        .hasMessage("nvmlDeviceGetPowerUsage answered 3");
    assertThatThrownBy(() -> nvml.memory(1))
        .isInstanceOfSatisfying(NvmlException.class, e -> assertThat(e.deviceLost()).isTrue());
    assertThat(nvml.memory(0).totalBytes()).isEqualTo(80L << 30);
  }

  @Test
  void aDriverThatIsNotLoadedIsNoLibrary() {
    played.initCode = 9;

    assertThatThrownBy(() -> NvmlLibrary.open(played.symbols()))
        .isInstanceOf(NvmlException.class)
        .hasMessage("nvmlInit_v2 answered 9");
  }

  @Test
  void aMachineWithoutTheLibraryHasNone() {
    assertThat(NvmlLibrary.find("libthere-is-none.so.1", whyNot::add)).isEmpty();
    assertThat(whyNot).containsExactly("there is no libthere-is-none.so.1 on this machine");
  }

  @Test
  void anotherLibraryIsNotTakenForNvidias() {
    assertThat(NvmlLibrary.find("libc.so.6", whyNot::add)).isEmpty();
    assertThat(whyNot).singleElement().asString().startsWith("libc.so.6 is not NVIDIA's");
  }
}
