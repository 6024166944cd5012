package dev.accrue.checkpoint.bench;

import dev.accrue.api.worker.TensorRole;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The tensors of a transformer with Adam's two moments, in the proportions of a real one: a third
/// each, in blocks with four square matrices, two of four times that, and small vectors; no two
/// checkpoints have a tensor in common.
final class MadeCheckpoint {

  private static final int WIDTH = 512;
  private static final int[][] BLOCK = {
    {WIDTH, 3 * WIDTH}, {3 * WIDTH}, {WIDTH, WIDTH}, {WIDTH}, {WIDTH}, {WIDTH},
    {WIDTH, 4 * WIDTH}, {4 * WIDTH}, {4 * WIDTH, WIDTH}, {WIDTH}, {WIDTH}, {WIDTH}
  };

  private static final List<String> SETS = List.of("weight", "first-moment", "second-moment");

  private MadeCheckpoint() {}

  /// Tensors of exactly this size together; the last is an embedding of whatever is left.
  static List<TrainingTensors.Copy> of(long sizeBytes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<TrainingTensors.Copy> copies = new ArrayList<>();
    long left = sizeBytes;
    for (int block = 0; left > blockBytes(); block++) {
      for (int place = 0; place < BLOCK.length; place++) {
        for (String set : SETS) {
          long elements = elements(BLOCK[place]);
          copies.add(copy("%s/%d/%d".formatted(set, block, place), elements, random));
          left -= elements * Float.BYTES;
        }
      }
    }
    copies.add(copy("embedding", left / Float.BYTES, random));
    return copies;
  }

  private static long blockBytes() {
    long elements = Arrays.stream(BLOCK).mapToLong(MadeCheckpoint::elements).sum();
    return elements * Float.BYTES * SETS.size();
  }

  private static long elements(int[] shape) {
    return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
  }

  private static TrainingTensors.Copy copy(String name, long elements, SplittableRandom random) {
    byte[] bytes = new byte[Math.toIntExact(elements * Float.BYTES)];
    random.nextBytes(bytes);
    return new TrainingTensors.Copy(
        name,
        TensorRole.PARAMETER,
        new TensorValue(ElementType.F32, List.of(elements), ByteBuffer.wrap(bytes)));
  }
}
