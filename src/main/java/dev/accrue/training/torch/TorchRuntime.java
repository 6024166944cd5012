package dev.accrue.training.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import dev.accrue.api.AccrueVersion;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.memory.CudaMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// libtorch, loaded and set up for training on the thread that started it. Gradient mode and the
/// graph executor's settings belong to a thread: any other that trains calls `prepareThread` first.
public final class TorchRuntime implements AutoCloseable {

  private final PtNDManager root;
  private final int devices;
  private final Path programDirectory;
  private final AtomicInteger programs;
  private final NDManager host;
  private final @Nullable Upload upload;

  private TorchRuntime(
      PtNDManager root, int devices, Path programDirectory, AtomicInteger programs) {
    this.root = root;
    this.devices = devices;
    this.programDirectory = programDirectory;
    this.programs = programs;
    this.host = root.newSubManager(Device.cpu());
    // The first tensor on a GPU takes what CUDA itself needs.
    this.upload =
        root.getDevice().isGpu() ? new Upload(this, zeros(ElementType.F32, new Shape(1))) : null;
  }

  /// Loads libtorch for a CPU, unpacking it first where no process has done so yet.
  ///
  /// @param threads of libtorch's operators; takes effect at the first start in a process
  /// @param programDirectory an existing folder for archives on their way into libtorch
  public static TorchRuntime start(int threads, Path programDirectory) {
    return start(threads, DeviceKind.CPU, 1, programDirectory);
  }

  /// Loads libtorch likewise, for tensors on a CPU or on the first GPU that this process sees.
  ///
  /// @param devices of this process, over which replicas are spread
  /// @throws IllegalStateException when there is to be a GPU, and this libtorch knows none
  public static TorchRuntime start(
      int threads, DeviceKind kind, int devices, Path programDirectory) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    NativeEnvironment.letIdleThreadsSleepSoon();
    Engine engine = loadAlone();
    prepareThread();
    if (kind == DeviceKind.CPU) {
      return on(engine, Device.cpu(), devices, programDirectory);
    }
    requireCuda(engine);
    if (!LibtorchContext.makeCudnnDeterministic()) {
      throw new IllegalStateException(
          "libtorch %s cannot be told to repeat itself on a GPU; take libtorch 2.7.1 for Linux"
              .formatted(engine.getVersion()));
    }
    TorchRuntime onGpu = on(engine, Device.gpu(0), devices, programDirectory);
    CudaMemory.begin(); // from here on memory is that of tensors
    return onGpu;
  }

  private static TorchRuntime on(Engine engine, Device device, int devices, Path programDirectory) {
    PtNDManager root = (PtNDManager) engine.newBaseManager(device);
    return new TorchRuntime(root, devices, programDirectory, new AtomicInteger());
  }

  private static void requireCuda(Engine engine) {
    if (!engine.hasCapability("CUDA")) {
      throw new IllegalStateException(
          "libtorch %s finds no GPU: either it was built without CUDA (PYTORCH_LIBRARY_PATH and"
                  .formatted(engine.getVersion())
              + " PYTORCH_FLAVOR of the worker name one that was), or the driver is older than its"
              + " CUDA");
    }
  }

  /// The same libtorch for tensors on one of the devices of this process: GPUs by the order in
  /// which it sees them, or the CPU, which all slots share. It ends with this one.
  public TorchRuntime onDevice(int index) {
    Device device = root.getDevice().isGpu() ? Device.gpu(index % devices) : root.getDevice();
    return new TorchRuntime(root.newSubManager(device), devices, programDirectory, programs);
  }

  /// What computes.
  public DeviceKind kind() {
    return root.getDevice().isGpu() ? DeviceKind.CUDA : DeviceKind.CPU;
  }

  /// Sets the calling thread up for training, once, before it computes anything. The optimizing
  /// executor profiles its first runs and compiles later ones differently: a resumed run would
  /// differ from an uninterrupted one in its last bits.
  public static void prepareThread() {
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(true);
  }

  /// Threads over which an operator that the calling thread begins is spread.
  public static int threads() {
    return JniUtils.getNumThreads();
  }

  /// Sets that number. Threads that begin their first operator later take the number that was set
  /// last, by whatever thread: who sets several sets the one for all others last.
  public static void useThreads(int threads) {
    JniUtils.setNumThreads(threads);
    JniUtils.getNumThreads(); // takes it for this thread now, and not with its first operator
  }

  /// DJL unpacks the native library into a cache of the user and deletes what looks unfinished
  /// there, so two processes must not do it at once.
  private static Engine loadAlone() {
    Path cache = Utils.getEngineCacheDir();
    if (Files.isDirectory(cache) && !Files.isWritable(cache)) {
      return Engine.getEngine("PyTorch"); // somebody else has unpacked it and lets nobody change it
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("accrue-unpack.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var lock = channel.lock()) {
        assert lock.isValid();
        return Engine.getEngine("PyTorch");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack libtorch into " + cache, e);
    }
  }

  /// The versions that a checkpoint names, since equal bits are promised for equal versions only.
  public Map<String, String> libraryVersions() {
    return Map.of(
        "accrue",
        AccrueVersion.current(),
        "djl",
        Engine.getDjlVersion(),
        "libtorch",
        root.getEngine().getVersion());
  }

  /// Memory that is freed when the scope is closed, not when the garbage collector finds the time.
  public NDManager newScope() {
    return root.newSubManager();
  }

  /// Arrays for a computation, which are made in the memory of the host and belong to the scope.
  ///
  /// @param made makes them in a scope of the host, from memory that may change as soon as this
  ///   returns where there is a GPU, and with the scope's end otherwise
  public NDList upload(NDManager scope, Function<NDManager, NDList> made) {
    if (upload == null) {
      return made.apply(scope);
    }
    try (NDManager host = root.newSubManager(Device.cpu())) {
      return upload.move(made.apply(host), scope);
    }
  }

  /// A number as an argument of programs, in the memory of the host: libtorch passes it on to
  /// kernels without waiting for them.
  NDArray number(NDManager scope, double number) {
    NDArray array = host.create(number);
    array.attach(scope);
    return array;
  }

  /// Whether this libtorch multiplies matrices by oneDNN when a program asks for that. Only on
  /// x86-64, where it was measured to be faster than what libtorch takes by itself.
  public boolean hasOneDnnProduct() {
    return onX86() && OneDnnProduct.isKnown(this);
  }

  private static boolean onX86() {
    return Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
  }

  /// Makes all random draws of libtorch from now on a function of `seed`.
  public void seed(long seed) {
    JniUtils.setSeed(seed);
  }

  /// Loads a program, whose parameters (if any) will be trained.
  PtSymbolBlock load(TorchArchive archive) {
    return load(archive.name(), archive::writeTo);
  }

  /// Loads a model.
  PtSymbolBlock load(ModelProgram model) {
    return load(model.name(), model::writeTo);
  }

  @FunctionalInterface
  private interface Writer {
    void writeTo(Path file) throws IOException;
  }

  private PtSymbolBlock load(String name, Writer writer) {
    Path file = programDirectory.resolve("%s-%d.pt".formatted(name, programs.getAndIncrement()));
    try {
      writer.writeTo(file);
      try {
        // Mapped: a traced module's constants are no tensors that could be moved once it is loaded.
        return JniUtils.loadModule(
            root, file, root.getDevice().isGpu(), new String[0], new String[0], true);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the program " + file, e);
    }
  }

  PtNDManager root() {
    return root;
  }

  PtNDArray zeros(ElementType type, Shape shape) {
    return (PtNDArray) root.zeros(shape, type.dataType());
  }

  /// A tensor in this memory of the host.
  PtNDArray inPlace(ByteBuffer memory, Shape shape, DataType type) {
    return (PtNDArray) host.create(memory, shape, type);
  }

  /// A tensor of its own memory with this content.
  PtNDArray create(TensorValue value) {
    ByteBuffer direct =
        ByteBuffer.allocateDirect(value.bytes().remaining()).order(ByteOrder.nativeOrder());
    direct.put(value.bytes()).flip();
    Shape shape = new Shape(value.shape().stream().mapToLong(Long::longValue).toArray());
    try (PtNDArray shared = root.create(direct, shape, value.type().dataType())) {
      return (PtNDArray) shared.duplicate();
    }
  }

  @Override
  public void close() {
    if (upload != null) {
      upload.close();
    }
    root.close();
  }
}
