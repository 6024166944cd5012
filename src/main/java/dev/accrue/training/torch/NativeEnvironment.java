package dev.accrue.training.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The process's environment as native libraries read it when they are loaded.
final class NativeEnvironment {

  private NativeEnvironment() {}

  /// Makes libtorch's idle threads sleep instead of spinning. Spinning should gain a little on
  /// cores of one's own (not measured) and loses badly where threads outnumber them: in one run on
  /// 2 cores with a load above 10, 30 steps took 290 s with 2 spinning threads and 12 s with
  /// sleeping ones. A setting from outside is left as it is.
  static void letIdleThreadsSleep() {
    set("OMP_WAIT_POLICY", "PASSIVE");
  }

  /// `setenv(name, value, 0)`; nothing where the platform has no such function.
  @SuppressWarnings("restricted") // calls C; the process is started with native access enabled
  private static void set(String name, String value) {
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("setenv")
        .ifPresent(address ->
            call(
                linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT)),
                name,
                value));
  }

  private static void call(MethodHandle setenv, String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nameText = arena.allocateFrom(name);
      MemorySegment valueText = arena.allocateFrom(value);
      int result = (int) setenv.invokeExact(nameText, valueText, 0);
      assert result == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set " + name, e);
    }
  }
}
