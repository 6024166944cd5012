package dev.accrue.live;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.signal.SignalListener;
import dev.accrue.signal.Signals;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// The live readers of this server: wakes those of a job when it changes, bounds how many there
/// are, and ends them all when the server stops.
@Component
public class LiveReaders implements SignalListener, SmartLifecycle {

  /// Streams that one user may have open on one server.
  public static final int MAX_OF_A_USER = 32;

  private static final int MAX_OF_A_SERVER = 2_000;

  private final Set<LiveReader> readers = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Set<LiveReader>> byJob = new ConcurrentHashMap<>();
  private volatile boolean running;

  LiveReaders(Signals signals) {
    signals.listen(this);
  }

  /// Adds a reader, which its user closes.
  ///
  /// @param signals of the job that wake it
  public LiveReader open(UUID userId, UUID jobId, Set<Signal> signals) {
    LiveReader reader = new LiveReader(userId, jobId, signals, this);
    synchronized (readers) {
      long ofUser = readers.stream().filter(it -> it.userId().equals(userId)).count();
      if (ofUser >= MAX_OF_A_USER || readers.size() >= MAX_OF_A_SERVER) {
        throw new ProblemException(
            ProblemCode.TOO_MANY_REQUESTS,
            "you have %d live streams open already; close a page and try again".formatted(ofUser));
      }
      readers.add(reader);
    }
    byJob.compute(
        jobId,
        (job, known) -> {
          Set<LiveReader> set = known == null ? ConcurrentHashMap.newKeySet() : known;
          set.add(reader);
          return set;
        });
    return reader;
  }

  void remove(LiveReader reader) {
    synchronized (readers) {
      readers.remove(reader);
    }
    byJob.computeIfPresent(
        reader.jobId(),
        (job, known) -> {
          known.remove(reader);
          return known.isEmpty() ? null : known;
        });
  }

  /// How many are open.
  public int count() {
    return readers.size();
  }

  @Override
  public void received(Signal signal, UUID jobId) {
    byJob.getOrDefault(jobId, Set.of()).stream()
        .filter(reader -> reader.listensTo(signal))
        .forEach(LiveReader::wake);
  }

  @Override
  public void mayHaveMissedSome() {
    readers.forEach(LiveReader::wake);
  }

  @Override
  public void start() {
    running = true;
  }

  /// Before the web server waits for its requests to end.
  @Override
  public void stop() {
    running = false;
    readers.forEach(LiveReader::end);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
