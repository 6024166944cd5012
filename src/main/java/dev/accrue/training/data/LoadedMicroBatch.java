package dev.accrue.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// A micro-batch in memory that libtorch reads in place. The memory goes back to its loader when it
/// is closed, after which no array made from it may be used.
public final class LoadedMicroBatch implements AutoCloseable {

  private final MicroBatchLoader loader;
  private final ElementType type;
  private final List<Long> sampleShape;
  private final ByteBuffer features;
  private final ByteBuffer targets;
  private int samples;

  LoadedMicroBatch(
      MicroBatchLoader loader,
      ElementType type,
      List<Long> sampleShape,
      int capacity,
      int bytesPerSample) {
    this.loader = loader;
    this.type = type;
    this.sampleShape = sampleShape;
    this.features = allocate(Math.multiplyExact(capacity, bytesPerSample));
    this.targets = allocate(Math.multiplyExact(capacity, Long.BYTES));
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  void reset() {
    features.clear();
    targets.clear();
    samples = 0;
  }

  void add(int sample, SampleEncoder encoder, long target) {
    encoder.encode(sample, features);
    targets.putLong(target);
    samples++;
  }

  /// How many samples.
  public int samples() {
    return samples;
  }

  /// The samples as an array of the scope.
  public NDArray features(NDManager scope) {
    long[] shape = new long[sampleShape.size() + 1];
    shape[0] = samples;
    for (int dimension = 0; dimension < sampleShape.size(); dimension++) {
      shape[dimension + 1] = sampleShape.get(dimension);
    }
    return scope.create(view(features), new Shape(shape), type.dataType());
  }

  /// The classes as an array of the scope.
  public NDArray targets(NDManager scope) {
    return scope.create(view(targets), new Shape(samples), DataType.INT64);
  }

  private static ByteBuffer view(ByteBuffer filled) {
    return filled.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  @Override
  public void close() {
    loader.recycle(this);
  }
}
