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

  /// How often a thread that waits looks before it sleeps: about a third of a millisecond, which
  /// bridges what lies between two operators. On 2 cores shared with 8 endless loops, an MLP took a
  /// third longer than with 3,000, and twice as long with 30,000.
  private static final String LOOKS = "10000";

  /// Makes libtorch's idle threads sleep soon. Where threads outnumber cores, spinning costs the
  /// time of those that work: in one run on 2 cores with a load above 10, 30 steps took 290 s with
  /// 2 spinning threads and 12 s with sleeping ones. Sleeping at once costs a wake-up per operator,
  /// which on a virtual machine made an MLP a fifth slower (docs/performance.md). Settings from
  /// outside are left as they are.
  static void letIdleThreadsSleepSoon() {
    set("OMP_WAIT_POLICY", "PASSIVE");
    set("GOMP_SPINCOUNT", LOOKS);
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
