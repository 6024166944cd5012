package dev.accrue.training.memory;

import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Memory of the GPU that the calling thread computes on. libtorch keeps what tensors leave for
/// later ones, so what it holds is the most that they have taken since it last gave something back.
///
/// The driver tells what of the GPU is in use, by whomever: libtorch's own counts are behind a C++
/// interface. Attempts that share a GPU see each other's memory.
public final class CudaMemory {

  private static volatile boolean used;
  private static volatile long beforeBytes;

  private CudaMemory() {}

  /// This process computes on a GPU from now on. What is in use by now is not counted.
  public static void begin() {
    used = true;
    giveBack();
    beforeBytes = Driver.usedBytes().orElse(0);
  }

  /// Gives back what libtorch keeps for later, once this process has begun to use a GPU.
  static void giveBack() {
    if (used) {
      JniUtils.emptyCudaCache();
    }
  }

  /// What has been taken since the beginning and not been given back; 0 where nobody tells.
  static long takenBytes() {
    OptionalLong now = Driver.usedBytes();
    return now.isPresent() ? Math.max(0, now.getAsLong() - beforeBytes) : 0;
  }

  /// CUDA's driver, `cuMemGetInfo` of its driver API.
  private static final class Driver {

    private static final String LIBRARY = "libcuda.so.1";
    private static final int SUCCESS = 0;
    private static final @Nullable MethodHandle MEM_GET_INFO = find();

    @SuppressWarnings("restricted") // calls C; the process is started with native access enabled
    private static @Nullable MethodHandle find() {
      try {
        return SymbolLookup.libraryLookup(LIBRARY, Arena.global())
            .find("cuMemGetInfo_v2")
            .map(address ->
                Linker.nativeLinker()
                    .downcallHandle(
                        address,
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS)))
            .orElse(null);
      } catch (IllegalArgumentException e) {
        return null; // no driver
      }
    }

    /// Empty as long as the thread has no context, which libtorch's first tensor gives it.
    static OptionalLong usedBytes() {
      if (MEM_GET_INFO == null) {
        return OptionalLong.empty();
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment free = arena.allocate(ValueLayout.JAVA_LONG);
        MemorySegment total = arena.allocate(ValueLayout.JAVA_LONG);
        int result = (int) MEM_GET_INFO.invokeExact(free, total);
        return result == SUCCESS
            ? OptionalLong.of(
                total.get(ValueLayout.JAVA_LONG, 0) - free.get(ValueLayout.JAVA_LONG, 0))
            : OptionalLong.empty();
      } catch (Throwable e) {
        throw new IllegalStateException("cannot ask the driver for the GPU's memory", e);
      }
    }
  }
}
