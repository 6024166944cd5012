package dev.accrue.training.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
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
import java.util.concurrent.atomic.AtomicInteger;

/// libtorch, loaded and set up for training on the thread that started it. Gradient mode and the
/// graph executor's settings belong to a thread: any other that trains calls `prepareThread` first.
public final class TorchRuntime implements AutoCloseable {

  private final PtNDManager root;
  private final Path programDirectory;
  private final AtomicInteger programs;

  private TorchRuntime(PtNDManager root, Path programDirectory, AtomicInteger programs) {
    this.root = root;
    this.programDirectory = programDirectory;
    this.programs = programs;
  }

  /// Loads libtorch for a CPU, unpacking it first where no process has done so yet.
  ///
  /// @param threads of libtorch's operators; takes effect at the first start in a process
  /// @param programDirectory an existing folder for archives on their way into libtorch
  public static TorchRuntime start(int threads, Path programDirectory) {
    return start(threads, DeviceKind.CPU, programDirectory);
  }

  /// Loads libtorch likewise, for tensors on a CPU or on the first GPU that this process sees.
  ///
  /// @throws IllegalStateException when there is to be a GPU, and this libtorch knows none
  public static TorchRuntime start(int threads, DeviceKind kind, Path programDirectory) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    NativeEnvironment.letIdleThreadsSleepSoon();
    Engine engine = loadAlone();
    prepareThread();
    if (kind == DeviceKind.CPU) {
      return on(engine, Device.cpu(), programDirectory);
    }
    requireCuda(engine);
    TorchRuntime onGpu = on(engine, Device.gpu(0), programDirectory);
    // The first tensor takes what CUDA itself needs, which is no tensor's memory.
    onGpu.zeros(ElementType.F32, new Shape(1)).close();
    CudaMemory.begin();
    return onGpu;
  }

  private static TorchRuntime on(Engine engine, Device device, Path programDirectory) {
    return new TorchRuntime(
        (PtNDManager) engine.newBaseManager(device), programDirectory, new AtomicInteger());
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
    Device device = root.getDevice().isGpu() ? Device.gpu(index) : root.getDevice();
    return new TorchRuntime(
        (PtNDManager) root.newSubManager(device), programDirectory, programs);
  }

  /// Sets the calling thread up for training, once, before it computes anything. The optimizing
  /// executor profiles its first runs and compiles later ones differently: a resumed run would
  /// differ from an uninterrupted one in its last bits.
  public static void prepareThread() {
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(true);
  }

  /// DJL unpacks the native library into a cache of the user and deletes what looks unfinished
  /// there, so two processes must not do it at once.
  private static Engine loadAlone() {
    Path cache = Utils.getEngineCacheDir();
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
      // Mapped: a traced module's constants are no tensors that could be moved once it is loaded.
      PtSymbolBlock block =
          JniUtils.loadModule(
              root, file, root.getDevice().isGpu(), new String[0], new String[0], true);
      Files.delete(file);
      return block;
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
    root.close();
  }
}
