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
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/// `libnvidia-ml.so.1`, which comes with NVIDIA's driver. It stays open until the process ends.
public final class NvmlLibrary implements Nvml {

  private static final String FILE = "libnvidia-ml.so.1";
  private static final int SUCCESS = 0;

  /// The largest buffers that nvml.h names: 80 for the driver, 96 for names and UUIDs.
  private static final int TEXT_BYTES = 96;

  /// `nvmlTemperatureSensors_t`: the chip, the only sensor that every GPU has.
  private static final int TEMPERATURE_GPU = 0;

  /// `nvmlMemory_t`: three `unsigned long long`.
  private static final MemoryLayout MEMORY =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("total"), JAVA_LONG.withName("free"), JAVA_LONG.withName("used"));

  private static final long TOTAL = 0;
  private static final long USED = 2 * JAVA_LONG.byteSize();

  /// `nvmlUtilization_t`: two `unsigned int`, of the chip and of its memory.
  private static final MemoryLayout UTILIZATION =
      MemoryLayout.structLayout(JAVA_INT.withName("gpu"), JAVA_INT.withName("memory"));

  private final SymbolLookup library;
  private final MethodHandle getName;
  private final MethodHandle getUuid;
  private final MethodHandle getMemory;
  private final MethodHandle getUtilization;
  private final MethodHandle getTemperature;
  private final MethodHandle getPower;
  private final List<MemorySegment> devices;

  private NvmlLibrary(SymbolLookup library) throws NvmlException {
    this.library = library;
    this.getName = function("nvmlDeviceGetName", ADDRESS, ADDRESS, JAVA_INT);
    this.getUuid = function("nvmlDeviceGetUUID", ADDRESS, ADDRESS, JAVA_INT);
    this.getMemory = function("nvmlDeviceGetMemoryInfo", ADDRESS, ADDRESS);
    this.getUtilization = function("nvmlDeviceGetUtilizationRates", ADDRESS, ADDRESS);
    this.getTemperature = function("nvmlDeviceGetTemperature", ADDRESS, JAVA_INT, ADDRESS);
    this.getPower = function("nvmlDeviceGetPowerUsage", ADDRESS, ADDRESS);
    call("nvmlInit_v2", function("nvmlInit_v2"));
    this.devices = handles();
  }

  /// Opens the library.
  ///
  /// @return empty where there is none, or where it does not work; `whyNot` hears which
  public static Optional<Nvml> find(Consumer<String> whyNot) {
    return find(FILE, whyNot);
  }

  @SuppressWarnings("restricted") // Native code by its name: the point of this class.
  static Optional<Nvml> find(String file, Consumer<String> whyNot) {
    try {
      return Optional.of(open(SymbolLookup.libraryLookup(file, Arena.global())));
    } catch (IllegalArgumentException e) {
      whyNot.accept("there is no %s on this machine".formatted(file));
    } catch (NoSuchElementException e) {
      whyNot.accept("%s is not NVIDIA's or too old: %s".formatted(file, e.getMessage()));
    } catch (NvmlException e) {
      whyNot.accept("%s does not work: %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }

  static Nvml open(SymbolLookup library) throws NvmlException {
    return new NvmlLibrary(library);
  }

  private List<MemorySegment> handles() throws NvmlException {
    MethodHandle count = function("nvmlDeviceGetCount_v2", ADDRESS);
    MethodHandle handle = function("nvmlDeviceGetHandleByIndex_v2", JAVA_INT, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      call("nvmlDeviceGetCount_v2", count, number);
      List<MemorySegment> found = new ArrayList<>();
      for (int index = 0; index < number.get(JAVA_INT, 0); index++) {
        MemorySegment device = arena.allocate(ADDRESS);
        call("nvmlDeviceGetHandleByIndex_v2", handle, index, device);
        found.add(device.get(ADDRESS, 0));
      }
      return List.copyOf(found);
    }
  }

  @Override
  public String driverVersion() throws NvmlException {
    MethodHandle getVersion = function("nvmlSystemGetDriverVersion", ADDRESS, JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(TEXT_BYTES);
      call("nvmlSystemGetDriverVersion", getVersion, text, TEXT_BYTES);
      return text.getString(0);
    }
  }

  @Override
  public int deviceCount() {
    return devices.size();
  }

  @Override
  public String uuid(int index) throws NvmlException {
    return text("nvmlDeviceGetUUID", getUuid, index);
  }

  @Override
  public String name(int index) throws NvmlException {
    return text("nvmlDeviceGetName", getName, index);
  }

  @Override
  public Memory memory(int index) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(MEMORY);
      call("nvmlDeviceGetMemoryInfo", getMemory, devices.get(index), memory);
      return new Memory(memory.get(JAVA_LONG, TOTAL), memory.get(JAVA_LONG, USED));
    }
  }

  @Override
  public int utilizationPercent(int index) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rates = arena.allocate(UTILIZATION);
      call("nvmlDeviceGetUtilizationRates", getUtilization, devices.get(index), rates);
      return rates.get(JAVA_INT, 0);
    }
  }

  @Override
  public int temperatureCelsius(int index) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      call("nvmlDeviceGetTemperature", getTemperature, devices.get(index), TEMPERATURE_GPU, value);
      return value.get(JAVA_INT, 0);
    }
  }

  @Override
  public int powerMilliwatts(int index) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      call("nvmlDeviceGetPowerUsage", getPower, devices.get(index), value);
      return value.get(JAVA_INT, 0);
    }
  }

  private String text(String name, MethodHandle function, int index) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(TEXT_BYTES);
      call(name, function, devices.get(index), text, TEXT_BYTES);
      return text.getString(0);
    }
  }

  /// Every function of NVML returns an `nvmlReturn_t`, an `int`.
  @SuppressWarnings("restricted")
  private MethodHandle function(String name, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static void call(String name, MethodHandle function, Object... arguments)
      throws NvmlException {
    int code;
    try {
      code = (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      // A downcall itself throws only where the arguments do not match the descriptor.
      throw new IllegalStateException("cannot call " + name, e);
    }
    if (code != SUCCESS) {
      throw new NvmlException(name, code);
    }
  }
}
