package dev.accrue.training.loop;

import dev.accrue.training.memory.SharedMemory;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Tensors as they were at one moment, in a mapped file without a name: outside the heap, which is
/// smaller than many checkpoints, outside the memory limit, which is training's, and gone with the
/// process. The file is in shared memory where there is room, since training waits for it.
public final class TensorCopies implements AutoCloseable {

  private final Arena mapping;
  private final List<TensorValue> values;

  private TensorCopies(Arena mapping, List<TensorValue> values) {
    this.mapping = mapping;
    this.values = values;
  }

  /// Copies tensors, so that training may go on.
  ///
  /// @param spare the directory to use where shared memory has no room
  /// @throws UncheckedIOException when there is no room there either
  static TensorCopies of(List<NamedArray> arrays, Path spare) {
    long bytes = arrays.stream().mapToLong(array -> array.extent().bytes()).sum();
    return in(SharedMemory.directoryFor(bytes).orElse(spare), arrays);
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the copies
  static TensorCopies in(Path directory, List<NamedArray> arrays) {
    Arena mapping = Arena.ofShared();
    try (FileChannel file = openNamelessFile(directory)) {
      for (NamedArray array : arrays) {
        array.writeTo(file);
      }
      MemorySegment bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.position(), mapping);
      return new TensorCopies(mapping, values(arrays, bytes));
    } catch (IOException e) {
      mapping.close();
      throw new UncheckedIOException(
          "cannot copy the tensors of a checkpoint to %s: %s".formatted(directory, e.getMessage()),
          e);
    } catch (RuntimeException e) {
      mapping.close();
      throw e;
    }
  }

  private static List<TensorValue> values(List<NamedArray> arrays, MemorySegment bytes) {
    List<TensorValue> values = new ArrayList<>();
    long offset = 0;
    for (NamedArray array : arrays) {
      long size = array.extent().bytes();
      values.add(
          new TensorValue(
              array.type(), array.extent().shape(), bytes.asSlice(offset, size).asByteBuffer()));
      offset += size;
    }
    return values;
  }

  /// On Linux and macOS the name is gone as soon as the file is open.
  private static FileChannel openNamelessFile(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "checkpoint-", ".copy");
    return FileChannel.open(
        file,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  /// In the order of the arrays. None can be read once this is closed.
  List<TensorValue> values() {
    return values;
  }

  /// Gives the room back.
  @Override
  public void close() {
    mapping.close();
  }
}
