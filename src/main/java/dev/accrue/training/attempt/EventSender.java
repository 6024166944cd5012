package dev.accrue.training.attempt;

import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.EquivalenceResult;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/// Sends events beside training, in their order. They are for people: losing one when the server
/// refuses it does not end the training.
final class EventSender {

  private final AttemptApi api;
  private final ExecutorService thread = EarlyThreads.start("event-sender", 1);

  private final AtomicLong probedNanos = new AtomicLong();

  EventSender(AttemptApi api) {
    this.api = api;
  }

  /// Counts time that went to finding out what fits; the next events say how much it is by then.
  void probed(long nanos) {
    probedNanos.addAndGet(nanos);
  }

  void send(String kind, String reason) {
    TrainerLog.info(kind + " " + reason);
    long probed = probedNanos.get();
    Long probeMillis = probed == 0 ? null : Math.ceilDiv(probed, 1_000_000);
    thread.execute(() -> post(() -> api.event(new AttemptEvent(kind, reason, probeMillis))));
  }

  void send(EquivalenceResult result) {
    thread.execute(() -> post(() -> api.equivalence(result)));
  }

  @FunctionalInterface
  private interface Call {
    void make() throws InterruptedException;
  }

  private static void post(Call call) {
    try {
      call.make();
    } catch (ServerRefusedException e) {
      TrainerLog.warn("an event was lost: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until all events are sent.
  void close() {
    thread.close();
  }
}
