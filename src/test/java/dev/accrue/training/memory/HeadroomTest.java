package dev.accrue.training.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.worker.LimitedTrainers;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class HeadroomTest {

  private static final long MIB = 1 << 20;
  private static final long LIMIT_BYTES = 1024 * MIB;

  /// What a window takes and gives back.
  private static final long PASSING_BYTES = 64 * MIB;

  @TempDir Path directory;

  /// Tells of each step where a tensor came from, in a process of its own under a limit.
  static final class Limited {

    private static final long TENSOR_BYTES = 24 * MIB;
    private static final long HOLE_BYTES = 12 * MIB;
    private static final long PIN_BYTES = 64;

    private static final MethodHandle MALLOC =
        NativeHeap.find("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG))
            .orElseThrow();
    private static final MethodHandle FREE =
        NativeHeap.find("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)).orElseThrow();

    public static void main(String[] args) throws Throwable {
      Headroom headroom = new Headroom(true);
      headroom.tryOut(8);
      tell("tried out", TENSOR_BYTES);
      fits(headroom);
      tell("fits with room", TENSOR_BYTES);
      grow(2 * PASSING_BYTES);
      fits(headroom);
      tell("grown, with less room than a window and a half", TENSOR_BYTES);
      headroom.ranOut();
      headroom.tryOut(4);
      tell("ran out, with room", TENSOR_BYTES);
      headroom.ranOut();
      NativeHeap.mapLarge(false);
      grow(32 * MIB);
      headroom.tryOut(2);
      tell("ran out, all of it free inside the heap", HOLE_BYTES);
      headroom.ranOut();
      while (NativeHeap.freeBytes() >= HOLE_BYTES) {
        malloc(MIB);
      }
      try {
        headroom.tryOut(1);
        System.out.println("ran out: fits");
      } catch (OutOfMemoryError e) {
        System.out.println("ran out: " + e.getMessage());
      }
    }

    private static void fits(Headroom headroom) {
      headroom.fits(8, () -> ProcessMemory.residentBytes() + PASSING_BYTES);
    }

    /// Whether a tensor went back to the kernel when it was freed.
    private static void tell(String when, long bytes) throws Throwable {
      MemorySegment tensor = malloc(bytes);
      long during = ProcessMemory.dataBytes();
      free(tensor);
      boolean mapped = during - ProcessMemory.dataBytes() > bytes / 2;
      System.out.println(when + ": " + (mapped ? "mapped" : "heap"));
    }

    /// Lets the heap grow until only this is left beside it. All that it grew by is free, in holes
    /// between things that stay.
    private static void grow(long left) throws Throwable {
      Deque<MemorySegment> tensors = new ArrayDeque<>();
      while (LIMIT_BYTES - ProcessMemory.dataBytes() > left + HOLE_BYTES) {
        tensors.add(malloc(HOLE_BYTES));
        malloc(PIN_BYTES);
      }
      while (!tensors.isEmpty()) {
        free(tensors.remove());
      }
    }

    private static MemorySegment malloc(long bytes) throws Throwable {
      MemorySegment taken = (MemorySegment) MALLOC.invokeExact(bytes);
      if (taken.address() == 0) {
        throw new OutOfMemoryError("malloc of " + bytes + " bytes");
      }
      return taken;
    }

    private static void free(MemorySegment memory) throws Throwable {
      FREE.invokeExact(memory);
    }
  }

  private List<String> told() throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "prlimit",
                "--data=" + LIMIT_BYTES,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xms32m",
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Limited.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(LimitedTrainers.environment());
    Process process = builder.start();
    int exitCode = process.waitFor();
    List<String> lines = Files.readAllLines(log);
    assertThat(exitCode).as(String.join("\n", lines)).isZero();
    return lines;
  }

  @Test
  void theHeapTakesTensorsOnlyWhereItMayGrow() throws Exception {
    assertThat(told())
        .containsExactly(
            "tried out: mapped",
            "fits with room: heap",
            "grown, with less room than a window and a half: mapped",
            "ran out, with room: mapped",
            "ran out, all of it free inside the heap: heap",
            "ran out: out of memory: tensors leave less than 48.0 MiB to the JVM");
  }
}
