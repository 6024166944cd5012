package dev.accrue.training.data;

import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Gathers micro-batches on a thread of its own, ahead of the training that takes them, in the
/// order of their plan. Its buffers are allocated once and go round; memory is bounded by them.
public final class MicroBatchLoader implements AutoCloseable {

  /// Memory for samples ahead, unless two micro-batches need more.
  private static final long AHEAD_BYTES = 64L << 20;

  private static final int MOST_AHEAD = 32;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /// Decode the samples of one micro-batch side by side, so that no more than the buffers is held.
  private static final ForkJoinPool DECODERS =
      new ForkJoinPool(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8));

  private final SampleSource source;
  private final SampleOrder order;
  private final BlockingQueue<LoadedMicroBatch> free;
  private final BlockingQueue<LoadedMicroBatch> ready;
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  /// Starts loading.
  ///
  /// @param micro samples of the largest micro-batch
  /// @param plan read on the loader's thread; may be endless
  public MicroBatchLoader(
      SampleSource source,
      ElementType type,
      SampleOrder order,
      int micro,
      Iterator<PlannedMicroBatch> plan) {
    this.source = source;
    this.order = order;
    int ahead = buffers(micro * LoadedMicroBatch.sampleBytes(source, type));
    this.free = new ArrayBlockingQueue<>(ahead);
    this.ready = new ArrayBlockingQueue<>(ahead);
    try {
      for (int buffer = 0; buffer < ahead; buffer++) {
        free.add(new LoadedMicroBatch(this, source, type, micro));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      freeAll();
      throw e;
    }
    this.thread = Thread.ofPlatform().name("micro-batch-loader").daemon().start(() -> load(plan));
  }

  private static int buffers(long microBatchBytes) {
    return Math.clamp(AHEAD_BYTES / microBatchBytes, 2, MOST_AHEAD);
  }

  private void load(Iterator<PlannedMicroBatch> plan) {
    try {
      while (plan.hasNext()) {
        LoadedMicroBatch batch = free.take();
        try {
          fill(batch, plan.next());
          ready.put(batch);
        } catch (InterruptedException | RuntimeException | Error e) {
          recycle(batch);
          throw e;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private record Chosen(int sample, @Nullable Draws variation) {}

  private void fill(LoadedMicroBatch batch, PlannedMicroBatch planned) {
    List<Chosen> chosen = new ArrayList<>(planned.samples());
    int longest = 1;
    for (SampleRange range : planned.ranges()) {
      for (int place = range.from(); place < range.to(); place++) {
        int sample = order.sampleAt(range.epoch(), place);
        Draws variation = source.isDecoded() ? order.variation(range.epoch(), sample) : null;
        chosen.add(new Chosen(sample, variation));
        longest = Math.max(longest, source.length(sample));
      }
    }
    batch.reset(chosen.size(), longest);
    IntStream places = IntStream.range(0, chosen.size());
    IntConsumer put =
        place -> batch.put(place, chosen.get(place).sample, chosen.get(place).variation);
    if (source.isDecoded()) {
      DECODERS.submit(() -> places.parallel().forEach(put)).join();
    } else {
      places.forEach(put);
    }
  }

  /// The next micro-batch of the plan; waits for it.
  public LoadedMicroBatch next() throws InterruptedException {
    LoadedMicroBatch batch = ready.poll(1, java.util.concurrent.TimeUnit.SECONDS);
    while (batch == null) {
      if (failure != null) {
        throw failed(failure);
      }
      if (!thread.isAlive() && ready.isEmpty()) {
        throw new IllegalStateException("the plan of split " + source.name() + " has ended");
      }
      batch = ready.poll(1, java.util.concurrent.TimeUnit.SECONDS);
    }
    return batch;
  }

  /// A sample that cannot be shown is the data's fault and says so itself.
  private RuntimeException failed(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof TrainingRefusedException refused) {
        return refused;
      }
    }
    return new IllegalStateException("cannot load samples of split " + source.name(), thrown);
  }

  void recycle(LoadedMicroBatch batch) {
    free.add(batch);
    if (closed) {
      freeAll();
    }
  }

  private void freeAll() {
    List<LoadedMicroBatch> idle = new ArrayList<>();
    free.drainTo(idle);
    ready.drainTo(idle);
    idle.forEach(LoadedMicroBatch::free);
  }

  /// Ends loading. The memory of micro-batches is freed; of those in use, when they are closed.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    freeAll();
  }
}
