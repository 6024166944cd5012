package dev.accrue.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A micro-batch in memory that libtorch reads in place. The memory goes back to its loader when it
/// is closed, after which no array made from it may be used.
public final class LoadedMicroBatch implements AutoCloseable {

  private final MicroBatchLoader loader;
  private final SampleSource source;
  private final ElementType type;
  private final ByteBuffer features;
  private final List<ByteBuffer> targets;
  private int samples;

  LoadedMicroBatch(MicroBatchLoader loader, SampleSource source, ElementType type, int capacity) {
    this.loader = loader;
    this.source = source;
    this.type = type;
    this.features = allocate((long) capacity * featureBytes(source, type));
    this.targets =
        source.targets().stream()
            .map(target -> allocate((long) capacity * targetBytes(target, type)))
            .toList();
  }

  private static ByteBuffer allocate(long size) {
    return ByteBuffer.allocateDirect(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
  }

  /// Bytes of the largest sample.
  static long sampleBytes(SampleSource source, ElementType type) {
    long bytes = featureBytes(source, type);
    for (TargetLayout target : source.targets()) {
      bytes += targetBytes(target, type);
    }
    return bytes;
  }

  private static long featureBytes(SampleSource source, ElementType type) {
    FeatureLayout layout = source.features();
    return elements(layout.shape()) * featureType(layout, type).bytes();
  }

  private static long targetBytes(TargetLayout layout, ElementType type) {
    return elements(layout.shape()) * targetType(layout, type).bytes();
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  private static ElementType featureType(FeatureLayout layout, ElementType type) {
    return layout.kind() == FeatureLayout.Kind.TOKENS ? ElementType.I64 : type;
  }

  private static ElementType targetType(TargetLayout layout, ElementType type) {
    return layout.kind() == TargetLayout.Kind.REAL ? type : ElementType.I64;
  }

  void reset() {
    features.clear();
    targets.forEach(ByteBuffer::clear);
    samples = 0;
  }

  void add(int sample, @Nullable Draws variation) {
    source.writeFeatures(sample, variation, features);
    for (int target = 0; target < targets.size(); target++) {
      source.writeTarget(target, sample, targets.get(target));
    }
    samples++;
  }

  /// How many samples.
  public int samples() {
    return samples;
  }

  /// What the model takes, as arrays of the scope: the features `[samples, ...]`, and for samples
  /// of variable length how many places of each are filled, `[samples]`.
  public NDList inputs(NDManager scope) {
    FeatureLayout layout = source.features();
    DataType dataType = featureType(layout, type).dataType();
    return new NDList(scope.create(view(features), batched(layout.shape()), dataType));
  }

  /// The targets as arrays of the scope, one per task.
  public List<NDArray> targets(NDManager scope) {
    List<NDArray> arrays = new ArrayList<>(targets.size());
    for (int target = 0; target < targets.size(); target++) {
      TargetLayout layout = source.targets().get(target);
      DataType dataType = targetType(layout, type).dataType();
      arrays.add(scope.create(view(targets.get(target)), batched(layout.shape()), dataType));
    }
    return arrays;
  }

  private Shape batched(List<Long> sampleShape) {
    long[] shape = new long[sampleShape.size() + 1];
    shape[0] = samples;
    for (int dimension = 0; dimension < sampleShape.size(); dimension++) {
      shape[dimension + 1] = sampleShape.get(dimension);
    }
    return new Shape(shape);
  }

  private static ByteBuffer view(ByteBuffer filled) {
    return filled.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  @Override
  public void close() {
    loader.recycle(this);
  }
}
