package dev.accrue.training.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// What of glibc's heap is in use: allocated and not freed, by `mallinfo2`. Java's heap is not in
/// it, tensors are.
public final class NativeHeapUse {

  private static final StructLayout INFO =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_LONG.withName("arena"),
          ValueLayout.JAVA_LONG.withName("ordblks"),
          ValueLayout.JAVA_LONG.withName("smblks"),
          ValueLayout.JAVA_LONG.withName("hblks"),
          ValueLayout.JAVA_LONG.withName("hblkhd"),
          ValueLayout.JAVA_LONG.withName("usmblks"),
          ValueLayout.JAVA_LONG.withName("fsmblks"),
          ValueLayout.JAVA_LONG.withName("uordblks"),
          ValueLayout.JAVA_LONG.withName("fordblks"),
          ValueLayout.JAVA_LONG.withName("keepcost"));

  private static final Optional<MethodHandle> MALLINFO = find();

  private NativeHeapUse() {}

  @SuppressWarnings("restricted") // calls C; tests are started with native access enabled
  private static Optional<MethodHandle> find() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("mallinfo2")
        .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(INFO)));
  }

  /// Whether the C library tells.
  public static boolean isKnown() {
    return MALLINFO.isPresent();
  }

  /// Bytes of small blocks, and of those that are mapped one by one.
  public static long bytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info =
          (MemorySegment) MALLINFO.orElseThrow().invokeExact((SegmentAllocator) arena);
      return field(info, "uordblks") + field(info, "hblkhd");
    } catch (Throwable e) {
      throw new IllegalStateException("mallinfo2 failed", e);
    }
  }

  private static long field(MemorySegment info, String name) {
    return info.get(
        ValueLayout.JAVA_LONG, INFO.byteOffset(MemoryLayout.PathElement.groupElement(name)));
  }
}
