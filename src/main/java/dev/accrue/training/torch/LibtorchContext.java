package dev.accrue.training.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/// libtorch's `at::Context`, of which DJL passes on only a part: its C++ functions by the names
/// that compilers on Linux give them. They take and return plain values.
final class LibtorchContext {

  private static final String LIBRARY = "libtorch_cpu.so";
  private static final String GLOBAL = "_ZN2at13globalContextEv";
  private static final String DETERMINISTIC_CUDNN = "_ZN2at7Context21setDeterministicCuDNNEb";

  private LibtorchContext() {}

  /// `torch.backends.cudnn.deterministic = True`: equal runs give equal bits, also where another
  /// kernel were faster.
  ///
  /// @return false where this libtorch has no such function
  @SuppressWarnings("restricted") // calls C++; the process is started with native access enabled
  static boolean makeCudnnDeterministic() {
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
      var global = library.find(GLOBAL);
      var set = library.find(DETERMINISTIC_CUDNN);
      if (global.isEmpty() || set.isEmpty()) {
        return false;
      }
      Linker linker = Linker.nativeLinker();
      MemorySegment context =
          (MemorySegment)
              linker
                  .downcallHandle(global.get(), FunctionDescriptor.of(ValueLayout.ADDRESS))
                  .invokeExact();
      linker
          .downcallHandle(
              set.get(), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_BOOLEAN))
          .invokeExact(context, true);
      return true;
    } catch (IllegalArgumentException e) {
      return false; // another system's names
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set up libtorch", e);
    }
  }
}
