package dev.accrue.training.loop;

import dev.accrue.training.memory.SharedMemory;
import dev.accrue.training.torch.HostCopy;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Copies a job's tensors each time that a checkpoint is due, while training waits. The room of the
/// first copies in shared memory is kept for later ones, which cost no new pages then and are made
/// on all threads: 48 MB took 32 ms of the kernel's time each, a fiftieth of an MLP's training
/// (docs/performance.md). Used by one thread; copies may be closed by any.
final class CopyRoom implements AutoCloseable {

  /// No more is kept between checkpoints: how often these are grows with the size of a model.
  private static final long MOST_KEPT_BYTES = 256L << 20;

  private final TorchRuntime runtime;
  private final List<NamedArray> arrays;
  private final long bytes;
  private @Nullable Kept kept;

  /// Room that was taken once. It is given up when nobody takes it any more and nobody reads it.
  private static final class Kept {
    private final TensorCopies copies;
    private final HostCopy again;
    private boolean read = true;
    private boolean retired;

    Kept(TensorCopies copies, HostCopy again) {
      this.copies = copies;
      this.again = again;
    }

    Taken taken() {
      return new Taken(copies.values(), this::giveBack);
    }

    /// False while somebody reads what was copied last.
    synchronized boolean take() {
      if (read) {
        return false;
      }
      again.take();
      read = true;
      return true;
    }

    private synchronized void giveBack() {
      read = false;
      if (retired) {
        copies.close();
      }
    }

    synchronized void retire() {
      retired = true;
      again.close();
      if (!read) {
        copies.close();
      }
    }
  }

  /// Copies that can be read until they are closed, once.
  record Taken(List<TensorValue> values, Runnable end) implements AutoCloseable {

    @Override
    public void close() {
      end.run();
    }
  }

  /// @param arrays what is copied each time; they outlive this
  CopyRoom(TorchRuntime runtime, List<NamedArray> arrays) {
    this.runtime = runtime;
    this.arrays = List.copyOf(arrays);
    this.bytes = arrays.stream().mapToLong(array -> array.extent().bytes()).sum();
  }

  /// Copies the arrays, so that training may go on.
  ///
  /// @param spare the directory to use where shared memory has no room
  /// @throws java.io.UncheckedIOException when there is no room there either
  Taken take(Path spare) {
    if (kept != null && kept.take()) {
      return kept.taken();
    }
    Optional<Path> shared = SharedMemory.directoryFor(bytes);
    TensorCopies copies = TensorCopies.in(shared.orElse(spare), arrays);
    if (kept != null || shared.isEmpty() || bytes == 0 || bytes > MOST_KEPT_BYTES) {
      return new Taken(copies.values(), copies::close);
    }
    try {
      kept = new Kept(copies, new HostCopy(runtime, arrays, copies.memory()));
      return kept.taken();
    } catch (RuntimeException | OutOfMemoryError e) {
      // These copies are made; the next have room of their own again.
      return new Taken(copies.values(), copies::close);
    }
  }

  /// Takes no more copies. Those that are read still can be read on.
  @Override
  public void close() {
    if (kept != null) {
      kept.retire();
      kept = null;
    }
  }
}
