package dev.accrue.fleet;

import dev.accrue.signal.Signal;
import dev.accrue.signal.SignalListener;
import dev.accrue.signal.Signals;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The workers that wait on this server for something to do. A wake-up carries no facts and changes
/// nothing: attempts are handed out by heartbeats alone. It may come in vain, and a lost one costs
/// no more than the time to the next heartbeat.
@Component
class WakeUps implements SignalListener, SmartLifecycle {

  private final JdbcClient jdbc;
  private final WorkerStore workers;
  private final Clock clock;
  private final Map<UUID, Semaphore> waiting = new ConcurrentHashMap<>();
  private volatile boolean running;

  WakeUps(JdbcClient jdbc, WorkerStore workers, Clock clock, Signals signals) {
    this.jdbc = jdbc;
    this.workers = workers;
    this.clock = clock;
    signals.listen(this);
  }

  /// Returns when the worker should send a heartbeat, or after `limit`. A worker waits once: when
  /// it asks again, its earlier request is answered.
  ///
  /// @return whether there may be something for it
  boolean await(UUID workerId, UUID incarnation, Duration limit) throws InterruptedException {
    Semaphore news = new Semaphore(0);
    Semaphore earlier = waiting.put(workerId, news);
    if (earlier != null) {
      earlier.release();
    }
    try {
      // Looks after it has begun to listen, so that nothing falls in between.
      return hasWork(workerId, incarnation)
          || (running && news.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS));
    } finally {
      waiting.remove(workerId, news);
    }
  }

  int count() {
    return waiting.size();
  }

  private boolean hasWork(UUID workerId, UUID incarnation) {
    return jdbc.sql(
            """
            SELECT EXISTS (
              SELECT FROM attempt a
              WHERE a.worker_id = w.id AND a.incarnation = w.incarnation
                AND a.lease_token_hash IS NULL AND a.ended_at IS NULL AND a.lease_expires_at > :now)
            FROM worker w WHERE w.id = :worker AND w.incarnation = :incarnation
            """)
        .param("worker", workerId)
        .param("incarnation", incarnation)
        .param("now", Timestamp.from(clock.instant()))
        .query(Boolean.class)
        .optional()
        .orElseThrow(() -> workers.refusal(workerId, incarnation));
  }

  @Override
  public void received(Signal signal, UUID subject) {
    Semaphore news = waiting.get(subject);
    if (signal == Signal.WORKER && news != null) {
      news.release();
    }
  }

  @Override
  public void mayHaveMissedSome() {
    waiting.values().forEach(Semaphore::release);
  }

  @Override
  public void start() {
    running = true;
  }

  /// Before the web server waits for its requests to end.
  @Override
  public void stop() {
    running = false;
    mayHaveMissedSome();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
