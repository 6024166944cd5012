package dev.accrue.training.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 205520896 bytes.",
        "[enforce fail at alloc_cpu.cpp:119] DefaultCPUAllocator: not enough memory: you tried",
        "CUDA out of memory. Tried to allocate 2.00 GiB",
        "CUDA error: out of memory",
        "std::bad_alloc"
      })
  void knowsWhatEnginesSay(String message) {
    assertThat(OutOfMemory.is(new EngineException(message))).isTrue();
  }

  @Test
  void knowsBuffersThatCouldNotBeHadAndFailuresOfTheLoader() {
    OutOfMemoryError buffers = new OutOfMemoryError("Cannot reserve 100 bytes of direct buffer");
    assertThat(OutOfMemory.is(buffers)).isTrue();
    assertThat(OutOfMemory.is(new IllegalStateException("cannot load samples", buffers))).isTrue();
  }

  @Test
  void leavesOtherFailuresAlone() {
    assertThat(OutOfMemory.is(new EngineException("mat1 and mat2 shapes cannot be multiplied")))
        .isFalse();
    assertThat(OutOfMemory.is(new IllegalStateException("out of memory in a name"))).isFalse();
  }

  @Test
  void showsTheLineThatSaysIt() {
    EngineException failure =
        new EngineException("The operation failed\nTraceback\n  CUDA out of memory. Tried");
    assertThat(OutOfMemory.line(failure)).isEqualTo("CUDA out of memory. Tried");
  }

  @Test
  void namesTheSizesOfAModel() {
    MemoryNeeds needs =
        new MemoryNeeds(
            List.of(
                new MemoryNeeds.Extent("layers.0.weight", List.of(1024L, 1024L), 4L << 20),
                new MemoryNeeds.Extent("layers.0.bias", List.of(1024L), 4096)),
            List.of(new MemoryNeeds.Extent("layers.0 (Linear)", List.of(1024L), 4096)));
    assertThat(needs.describe())
        .contains("1,049,600 parameters")
        .contains("layers.0.weight [1024, 1024] (4.0 MiB)")
        .contains("layers.0 (Linear) [1024]");
  }
}
