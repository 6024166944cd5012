package dev.accrue.training.attempt;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.training.loop.Curve;
import dev.accrue.training.loop.TrainingState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends points in batches on a thread of its own: several times a second, or sooner when many have
/// gathered. The queue is bounded; when the server is slower than training, training waits.
final class PointSender implements Curve {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MANY_POINTS = 2_000; // about 500 steps
  private static final int MOST_POINTS = 20_000;

  private final AttemptApi api;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition worthSending = lock.newCondition();
  private final Condition sent = lock.newCondition();
  private List<Point> pending = new ArrayList<>();
  private long added;
  private long accepted;
  private boolean hurry;
  private @Nullable RuntimeException failure;

  private record Point(
      String series, long optimizerStep, double value, long samplesSeen, long atMillis) {}

  PointSender(AttemptApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
    Thread.ofPlatform().name("point-sender").daemon().start(this::sendAll);
  }

  @Override
  public void add(String series, TrainingState state, double value) {
    Point point =
        new Point(
            series, state.optimizerStep(), value, state.position().samplesSeen(), clock.millis());
    lock.lock();
    try {
      while (pending.size() >= MOST_POINTS && failure == null) {
        sent.awaitUninterruptibly();
      }
      requireHealth();
      pending.add(point);
      added++;
      if (pending.size() == MANY_POINTS) {
        worthSending.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the server has everything that was added before.
  void flush() throws InterruptedException {
    lock.lock();
    try {
      long target = added;
      hurry = true;
      worthSending.signal();
      while (accepted < target && failure == null) {
        sent.await();
      }
      requireHealth();
    } finally {
      lock.unlock();
    }
  }

  private void requireHealth() {
    if (failure != null) {
      throw new IllegalStateException("points could not be sent", failure);
    }
  }

  private void sendAll() {
    try {
      while (true) {
        List<Point> batch = nextBatch();
        if (!batch.isEmpty()) {
          api.points(columns(batch));
        }
        finished(batch.size(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      finished(0, e);
    }
  }

  private List<Point> nextBatch() throws InterruptedException {
    lock.lock();
    try {
      long left = INTERVAL_NANOS;
      while (left > 0 && pending.size() < MANY_POINTS && !hurry) {
        left = worthSending.awaitNanos(left);
      }
      hurry = false;
      List<Point> batch = pending;
      pending = new ArrayList<>();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void finished(int points, @Nullable RuntimeException problem) {
    lock.lock();
    try {
      accepted += points;
      failure = problem;
      sent.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static PointBatch columns(List<Point> points) {
    Map<String, List<Point>> bySeries = new LinkedHashMap<>();
    long newest = 0;
    for (Point point : points) {
      bySeries.computeIfAbsent(point.series(), name -> new ArrayList<>()).add(point);
      newest = Math.max(newest, point.optimizerStep());
    }
    List<SeriesPoints> series = new ArrayList<>();
    bySeries.forEach((name, column) ->
        series.add(
            new SeriesPoints(
                name,
                column.stream().map(Point::optimizerStep).toList(),
                column.stream().map(Point::value).toList(),
                column.stream().map(Point::samplesSeen).toList(),
                column.stream().map(Point::atMillis).toList())));
    return new PointBatch(newest, series);
  }
}
