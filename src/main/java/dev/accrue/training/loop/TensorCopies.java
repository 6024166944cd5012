package dev.accrue.training.loop;

import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /// Where a tensor's copy begins, so that each suits its type and the processor's vectors.
  private static final long ALIGNMENT = 64;

  private final Arena mapping;
  private final List<ByteBuffer> memory;
  private final List<TensorValue> values;

  private TensorCopies(Arena mapping, List<ByteBuffer> memory, List<TensorValue> values) {
    this.mapping = mapping;
    this.memory = memory;
    this.values = values;
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the copies
  static TensorCopies in(Path directory, List<NamedArray> arrays) {
    Arena mapping = Arena.ofShared();
    try (FileChannel file = openNamelessFile(directory)) {
      List<Long> offsets = new ArrayList<>();
      for (NamedArray array : arrays) {
        file.position(Math.ceilDiv(file.position(), ALIGNMENT) * ALIGNMENT);
        offsets.add(file.position());
        array.writeTo(file);
      }
      MemorySegment bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, file.position(), mapping);
      return of(mapping, arrays, offsets, bytes);
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

  private static TensorCopies of(
      Arena mapping, List<NamedArray> arrays, List<Long> offsets, MemorySegment bytes) {
    List<ByteBuffer> memory = new ArrayList<>();
    List<TensorValue> values = new ArrayList<>();
    for (int index = 0; index < arrays.size(); index++) {
      NamedArray array = arrays.get(index);
      long size = array.extent().bytes();
      ByteBuffer own =
          size == 0
              ? ByteBuffer.allocateDirect(0)
              : bytes.asSlice(offsets.get(index), size).asByteBuffer();
      memory.add(own.order(ByteOrder.nativeOrder()));
      values.add(new TensorValue(array.type(), array.extent().shape(), own));
    }
    return new TensorCopies(mapping, memory, values);
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

  /// Where they are, in the order of the arrays: whoever writes there changes them.
  List<ByteBuffer> memory() {
    return memory;
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
