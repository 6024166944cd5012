package dev.accrue.training.attempt;

import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.EquivalenceResult;
import java.util.concurrent.ExecutorService;

/// Sends events beside training, in their order. They are for people: losing one when the server
/// refuses it does not end the training.
final class EventSender {

  private final AttemptApi api;
  private final ExecutorService thread = EarlyThreads.start("event-sender", 1);

  EventSender(AttemptApi api) {
    this.api = api;
  }

  void send(String kind, String reason) {
    TrainerLog.info(kind + " " + reason);
    thread.execute(() -> post(() -> api.event(new AttemptEvent(kind, reason))));
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
