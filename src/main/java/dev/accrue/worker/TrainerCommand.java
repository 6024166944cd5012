package dev.accrue.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a trainer process. Its memory beside tensors is bounded, since all of it
/// together is held to a limit: the heap is taken whole at the start, young objects get a small
/// part of it, so that their garbage does not look like memory in use, and there is one collector
/// thread and little room for compiled code.
final class TrainerCommand {

  /// Tensors live outside the heap; the heap holds prepared batches and little else.
  static final long HEAP_BYTES = 1L << 30;

  /// Measured before the model is loaded, and written to each trainer's log: `VmData` less the heap
  /// is 156 to 166 MiB, of metaspace, compiled code, the compiler, stacks and libtorch, and 192 MiB
  /// in a trainer that stood by, of whose code more is compiled. The trainer keeps 80 MiB of the
  /// rest from tensors, for what the JVM loads and compiles later: a JVM that gets no memory ends.
  static final long BESIDE_HEAP_BYTES = 384L << 20;

  /// Checkpoints and data sets come in pieces of this size; by Java's own choice of 16 KiB each
  /// costs more than its bytes.
  private static final int RECEIVE_BYTES = 128 << 10;

  private static final String MAIN_CLASS = "dev.accrue.training.TrainerMain";

  /// What makes a trainer warm up before it reads what to train, with as many threads; the next
  /// argument is their number.
  private static final String STANDBY = "standby";

  private TrainerCommand() {}

  /// A trainer that is warm when its assignment comes.
  static List<String> standby(Path home, int threads) {
    List<String> command = new ArrayList<>(build(home));
    command.addAll(List.of(STANDBY, Integer.toString(threads)));
    return command;
  }

  static List<String> build(Path workDirectory) {
    return JavaCommand.build(
        MAIN_CLASS,
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xms" + HEAP_BYTES,
            "-Xmx" + HEAP_BYTES,
            "-Xmn64m",
            "-Xss1m",
            "-XX:+UseSerialGC",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djdk.httpclient.bufsize=" + RECEIVE_BYTES,
            "-Djava.io.tmpdir=" + workDirectory));
  }
}
