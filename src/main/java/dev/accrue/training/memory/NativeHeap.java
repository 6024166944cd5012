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
import java.util.stream.IntStream;

/// The C library's heap, from which libtorch takes the memory of tensors on CPUs, and the JVM's
/// compiler its own.
public final class NativeHeap {

  /// What the compiler asks for at once, at most and nearly always: 32 KiB (`Chunk::size` in
  /// HotSpot's `arena.hpp`).
  private static final long PIECE_BYTES = 33 << 10;

  /// A piece that stays taken, so that its neighbours do not become one.
  private static final long SEPARATOR_BYTES = 16;

  /// `M_MMAP_THRESHOLD` of glibc's `malloc.h`, and what workers start trainers with.
  private static final int MMAP_THRESHOLD = -3;

  private static final int NEVER_MAP_BYTES = 2_000_000_000;
  private static final int MAP_BYTES = 1 << 20;

  private static final Optional<MethodHandle> MALLOPT =
      find(
          "mallopt",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final Optional<MethodHandle> TRIM =
      find("malloc_trim", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
  private static final Optional<MethodHandle> MALLOC =
      find("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final Optional<MethodHandle> FREE =
      find("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

  private static final Optional<MethodHandle> SBRK =
      find("sbrk", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

  /// `struct mallinfo2` of glibc's `malloc.h`: ten numbers, of which the ninth are the bytes that
  /// are free.
  private static final StructLayout FIGURES =
      MemoryLayout.structLayout(
          IntStream.range(0, 10)
              .mapToObj(index -> ValueLayout.JAVA_LONG.withName("figure" + index))
              .toArray(MemoryLayout[]::new));

  private static final long FREE_BYTES = 8 * ValueLayout.JAVA_LONG.byteSize();
  private static final Optional<MethodHandle> MALLINFO =
      find("mallinfo2", FunctionDescriptor.of(FIGURES));

  private NativeHeap() {}

  /// A function of the C library, where that has it.
  @SuppressWarnings("restricted") // calls C; the process is started with native access enabled
  static Optional<MethodHandle> find(String function, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(function)
        .map(address -> linker.downcallHandle(address, descriptor));
  }

  /// Gives everything back that nobody uses: buffers that only the collector would free, then
  /// `malloc_trim(0)` for what was freed and kept for later, and likewise what libtorch keeps of
  /// GPUs. Nothing to trim where the C library has no such function.
  public static void giveBack() {
    System.gc(); // direct buffers go with the objects that hold them
    TRIM.ifPresent(NativeHeap::trim);
    CudaMemory.giveBack();
  }

  private static void trim(MethodHandle trim) {
    try {
      int released = (int) trim.invokeExact(0L);
      assert released == 0 || released == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot give memory back", e);
    }
  }

  /// How much of the heap is free and does not go back, since something small that lives long lies
  /// behind it. 0 where the C library does not say.
  static long freeBytes() {
    return MALLINFO.map(NativeHeap::freeBytes).orElse(0L);
  }

  private static long freeBytes(MethodHandle mallinfo) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment figures = (MemorySegment) mallinfo.invokeExact((SegmentAllocator) arena);
      return figures.get(ValueLayout.JAVA_LONG, FREE_BYTES);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot measure the heap", e);
    }
  }

  /// Where the heap ends: it has grown when this is higher. 0 where the C library does not say.
  static long end() {
    return SBRK.map(NativeHeap::end).orElse(0L);
  }

  private static long end(MethodHandle sbrk) {
    try {
      return ((MemorySegment) sbrk.invokeExact(0L)).address();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot find the heap's end", e);
    }
  }

  /// Whether what is large goes back to the kernel as soon as it is freed, and costs a fault for
  /// each page when it is taken again. Otherwise it stays in the heap, and where something small
  /// that lives long lies behind it, for good.
  static void mapLarge(boolean mapped) {
    MALLOPT.ifPresent(mallopt -> mapFrom(mallopt, mapped ? MAP_BYTES : NEVER_MAP_BYTES));
  }

  private static void mapFrom(MethodHandle mallopt, int bytes) {
    try {
      int done = (int) mallopt.invokeExact(MMAP_THRESHOLD, bytes);
      assert done == 0 || done == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot change the heap's threshold", e);
    }
  }

  /// Keeps memory for the JVM's compiler, which ends the process when it gets none. Tensors may
  /// take all that a limit on the process leaves, but not this: it lies in free pieces that are too
  /// small for them and that stay in the heap whatever is given back.
  public static void keepForCompiler(long bytes) {
    if (MALLOC.isPresent() && FREE.isPresent()) {
      int count = Math.toIntExact(bytes / PIECE_BYTES);
      MemorySegment[] pieces = new MemorySegment[count];
      for (int index = 0; index < count; index++) {
        pieces[index] = take(MALLOC.get(), PIECE_BYTES);
        take(MALLOC.get(), SEPARATOR_BYTES);
      }
      for (MemorySegment piece : pieces) {
        free(FREE.get(), piece);
      }
    }
  }

  private static MemorySegment take(MethodHandle malloc, long bytes) {
    try {
      return (MemorySegment) malloc.invokeExact(bytes);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot take memory", e);
    }
  }

  private static void free(MethodHandle free, MemorySegment piece) {
    try {
      free.invokeExact(piece);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot free memory", e);
    }
  }
}
