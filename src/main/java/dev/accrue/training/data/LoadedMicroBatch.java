package dev.accrue.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A micro-batch in memory that libtorch reads in place. Samples of variable length are padded to
/// the longest of the micro-batch: features with zeros, the next tokens as masked. The memory goes
/// back to its loader when it is closed, after which no array made from it may be used.
public final class LoadedMicroBatch implements AutoCloseable {

  private final MicroBatchLoader loader;
  private final SampleSource source;
  private final ElementType type;
  private final Arena memory = Arena.ofShared();
  private final ByteBuffer features;
  private final List<ByteBuffer> targets;
  private final @Nullable ByteBuffer lengths;
  private int samples;
  private int places;

  LoadedMicroBatch(MicroBatchLoader loader, SampleSource source, ElementType type, int capacity) {
    this.loader = loader;
    this.source = source;
    this.type = type;
    try {
      this.features = allocate((long) capacity * featureBytes(source, type));
      this.targets =
          source.targets().stream()
              .map(target -> allocate((long) capacity * targetBytes(target, type)))
              .toList();
      this.lengths =
          source.features().variableLength() ? allocate((long) capacity * Long.BYTES) : null;
    } catch (RuntimeException | OutOfMemoryError e) {
      memory.close();
      throw e;
    }
  }

  private ByteBuffer allocate(long size) {
    int bytes = Math.toIntExact(size); // as many as a buffer can have
    return memory.allocate(bytes, Long.BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// Frees the memory, at once: what is loaded next may need it.
  void free() {
    memory.close();
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

  /// Makes room for other samples.
  ///
  /// @param wanted how many
  /// @param longest places of the longest of them, where their length varies
  void reset(int wanted, int longest) {
    samples = wanted;
    places = longest;
  }

  /// Writes the sample at a place of the micro-batch. Different places may be written by different
  /// threads.
  void put(int place, int sample, @Nullable Draws variation) {
    List<Long> shape = featureShape();
    int bytes = Math.toIntExact(elements(shape) * featureType(source.features(), type).bytes());
    ByteBuffer into = slice(features, place, bytes);
    source.writeFeatures(sample, variation, into);
    while (into.hasRemaining()) {
      into.put((byte) 0);
    }
    if (lengths != null) {
      lengths.putLong(place * Long.BYTES, source.length(sample));
    }
    for (int target = 0; target < targets.size(); target++) {
      putTarget(target, place, sample);
    }
  }

  private void putTarget(int target, int place, int sample) {
    TargetLayout layout = source.targets().get(target);
    int bytes = Math.toIntExact(elements(targetShape(layout)) * targetType(layout, type).bytes());
    ByteBuffer into = slice(targets.get(target), place, bytes);
    source.writeTarget(target, sample, into);
    while (into.hasRemaining()) {
      into.putLong(SampleSource.MASKED);
    }
  }

  private static ByteBuffer slice(ByteBuffer buffer, int place, int bytes) {
    return buffer.slice(place * bytes, bytes).order(ByteOrder.nativeOrder());
  }

  private List<Long> featureShape() {
    FeatureLayout layout = source.features();
    return layout.variableLength() ? padded(layout.shape()) : layout.shape();
  }

  private List<Long> targetShape(TargetLayout layout) {
    boolean perPlace = layout.kind() == TargetLayout.Kind.TOKENS;
    return perPlace && source.features().variableLength() ? padded(layout.shape()) : layout.shape();
  }

  private List<Long> padded(List<Long> shape) {
    List<Long> padded = new ArrayList<>(shape);
    padded.set(0, (long) places);
    return padded;
  }

  /// How many samples.
  public int samples() {
    return samples;
  }

  /// What the model takes, as arrays of the scope: the features `[samples, ...]`, and for samples
  /// of variable length how many places of each are filled, `[samples]`.
  public NDList inputs(NDManager scope) {
    DataType dataType = featureType(source.features(), type).dataType();
    NDList inputs = new NDList(array(scope, features, featureShape(), dataType));
    if (lengths != null) {
      inputs.add(array(scope, lengths, List.of(), DataType.INT64));
    }
    return inputs;
  }

  /// The targets as arrays of the scope, one per task.
  public NDList targets(NDManager scope) {
    NDList arrays = new NDList(targets.size());
    for (int target = 0; target < targets.size(); target++) {
      TargetLayout layout = source.targets().get(target);
      DataType dataType = targetType(layout, type).dataType();
      arrays.add(array(scope, targets.get(target), targetShape(layout), dataType));
    }
    return arrays;
  }

  private NDArray array(NDManager scope, ByteBuffer from, List<Long> sampleShape, DataType data) {
    long[] shape = new long[sampleShape.size() + 1];
    shape[0] = samples;
    for (int dimension = 0; dimension < sampleShape.size(); dimension++) {
      shape[dimension + 1] = sampleShape.get(dimension);
    }
    int bytes = Math.toIntExact(samples * elements(sampleShape) * data.getNumOfBytes());
    return scope.create(slice(from, 0, bytes), new Shape(shape), data);
  }

  @Override
  public void close() {
    loader.recycle(this);
  }
}
