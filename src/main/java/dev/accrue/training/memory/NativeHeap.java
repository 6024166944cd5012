package dev.accrue.training.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The C library's heap, from which libtorch takes the memory of tensors on CPUs.
public final class NativeHeap {

  private static final Optional<MethodHandle> TRIM = find();

  private NativeHeap() {}

  @SuppressWarnings("restricted") // calls C; the process is started with native access enabled
  private static Optional<MethodHandle> find() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("malloc_trim")
        .map(address ->
            linker.downcallHandle(
                address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));
  }

  /// Gives everything back that nobody uses: buffers that only the collector would free, then
  /// `malloc_trim(0)` for what was freed and kept for later. Nothing to do where the C library has
  /// no such function.
  public static void giveBack() {
    System.gc(); // direct buffers go with the objects that hold them
    TRIM.ifPresent(NativeHeap::trim);
  }

  private static void trim(MethodHandle trim) {
    try {
      int released = (int) trim.invokeExact(0L);
      assert released == 0 || released == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot give memory back", e);
    }
  }
}
