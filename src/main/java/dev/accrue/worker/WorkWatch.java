package dev.accrue.worker;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Waits on the server with a request that it holds, so that the agent hears of an assignment when
/// it is made and not when its next heartbeat is due. Where that fails, heartbeats come as before.
final class WorkWatch {

  private static final int WAIT_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 2_000;

  /// The heartbeat that follows a wake-up gets so long before the server is asked again.
  private static final long HEARTBEAT_MILLIS = 100;

  private final ServerClient server;
  private final WorkerIdentity identity;
  private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
  private final Thread thread = Thread.ofVirtual().name("work-watch").unstarted(this::watch);

  WorkWatch(ServerClient server, WorkerIdentity identity) {
    this.server = server;
    this.identity = identity;
  }

  void start() {
    thread.start();
  }

  void stop() {
    thread.interrupt();
  }

  /// Waits for a wake-up, and no longer than that.
  void await(long nanos) throws InterruptedException {
    wakeUps.poll(nanos, TimeUnit.NANOSECONDS);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(ask());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return milliseconds until the server may be asked again
  private long ask() throws InterruptedException {
    try {
      if (!server.awaitWork(identity, WAIT_MILLIS)) {
        return 0;
      }
      var _ = wakeUps.offer(true);
      return HEARTBEAT_MILLIS;
    } catch (IOException | ServerException e) {
      // The heartbeat says so, if that fails too.
      return RETRY_MILLIS;
    }
  }
}
