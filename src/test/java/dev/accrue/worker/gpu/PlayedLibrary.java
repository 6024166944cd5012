package dev.accrue.worker.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The functions of `libnvidia-ml.so.1` with two GPUs, as native code that calls back into Java:
/// what crosses the border does so as with the real library. Offsets and types are those of nvml.h.
@SuppressWarnings({
  "restricted", // it is called from native code, and reads what that points to
  "UnusedMethod", // they are found by their names
  "ReferenceEquality" // layouts are constants
})
public final class PlayedLibrary {

  static final int NOT_SUPPORTED = 3;
  private static final int INVALID_ARGUMENT = 2;
  private static final long HANDLES = 0x1000;

  private final Map<String, MemorySegment> functions = new HashMap<>();
  private final Arena arena;
  volatile int initCode;
  volatile int powerCode;
  volatile int memoryCodeOfSecond;

  PlayedLibrary(Arena arena) {
    this.arena = arena;
    define("nvmlInit_v2", "init");
    define("nvmlSystemGetDriverVersion", "driver", ADDRESS, JAVA_INT);
    define("nvmlDeviceGetCount_v2", "count", ADDRESS);
    define("nvmlDeviceGetHandleByIndex_v2", "handle", JAVA_INT, ADDRESS);
    define("nvmlDeviceGetName", "name", ADDRESS, ADDRESS, JAVA_INT);
    define("nvmlDeviceGetUUID", "uuid", ADDRESS, ADDRESS, JAVA_INT);
    define("nvmlDeviceGetMemoryInfo", "memory", ADDRESS, ADDRESS);
    define("nvmlDeviceGetUtilizationRates", "utilization", ADDRESS, ADDRESS);
    define("nvmlDeviceGetTemperature", "temperature", ADDRESS, JAVA_INT, ADDRESS);
    define("nvmlDeviceGetPowerUsage", "power", ADDRESS, ADDRESS);
  }

  SymbolLookup symbols() {
    return name -> Optional.ofNullable(functions.get(name));
  }

  private void define(String function, String method, MemoryLayout... arguments) {
    try {
      Class<?>[] types = new Class<?>[arguments.length];
      for (int i = 0; i < arguments.length; i++) {
        types[i] = arguments[i] == JAVA_INT ? int.class : MemorySegment.class;
      }
      functions.put(
          function,
          Linker.nativeLinker()
              .upcallStub(
                  MethodHandles.lookup()
                      .bind(this, method, MethodType.methodType(int.class, types)),
                  FunctionDescriptor.of(JAVA_INT, arguments),
                  arena));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private int init() {
    return initCode;
  }

  private int driver(MemorySegment text, int length) {
    return write(text, length, "580.65.06");
  }

  private int count(MemorySegment number) {
    number.reinterpret(Integer.BYTES).set(JAVA_INT, 0, 2);
    return 0;
  }

  private int handle(int index, MemorySegment device) {
    device
        .reinterpret(ADDRESS.byteSize())
        .set(ADDRESS, 0, MemorySegment.ofAddress(HANDLES + index));
    return 0;
  }

  private int name(MemorySegment device, MemorySegment text, int length) {
    return write(text, length, "NVIDIA H100 " + index(device));
  }

  private int uuid(MemorySegment device, MemorySegment text, int length) {
    return write(text, length, "GPU-" + index(device));
  }

  private int memory(MemorySegment device, MemorySegment memory) {
    if (index(device) == 1 && memoryCodeOfSecond != 0) {
      return memoryCodeOfSecond;
    }
    MemorySegment fields = memory.reinterpret(3L * Long.BYTES);
    fields.set(JAVA_LONG, 0, 80L << 30);
    fields.set(JAVA_LONG, 8, 79L << 30);
    fields.set(JAVA_LONG, 16, (1L << 30) + index(device));
    return 0;
  }

  private int utilization(MemorySegment device, MemorySegment rates) {
    MemorySegment fields = rates.reinterpret(2L * Integer.BYTES);
    fields.set(JAVA_INT, 0, 90 + index(device));
    fields.set(JAVA_INT, 4, 5);
    return 0;
  }

  private int temperature(MemorySegment device, int sensor, MemorySegment value) {
    if (sensor != 0) {
      return INVALID_ARGUMENT;
    }
    value.reinterpret(Integer.BYTES).set(JAVA_INT, 0, 60 + index(device));
    return 0;
  }

  private int power(MemorySegment device, MemorySegment value) {
    value.reinterpret(Integer.BYTES).set(JAVA_INT, 0, 350_500 + index(device));
    return powerCode;
  }

  private static int index(MemorySegment device) {
    return (int) (device.address() - HANDLES);
  }

  private static int write(MemorySegment text, int length, String value) {
    text.reinterpret(length).setString(0, value);
    return 0;
  }
}
