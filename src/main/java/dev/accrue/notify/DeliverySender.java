package dev.accrue.notify;

import dev.accrue.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Sends what is due, a bounded number at once. Any number of servers may do so. No transaction is
/// open while a receiver is spoken to: a claim that nobody answers for lapses.
@Component
class DeliverySender implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(DeliverySender.class);

  private final OutboxStore outbox;
  private final Courier courier;
  private final NotificationProperties properties;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Guards `underWay`.
  private final ReentrantLock claiming = new ReentrantLock();

  private final Map<UUID, Integer> underWay = new HashMap<>();

  DeliverySender(
      OutboxStore outbox, Courier courier, NotificationProperties properties, Clock clock) {
    this.outbox = outbox;
    this.courier = courier;
    this.properties = properties;
    this.clock = clock;
  }

  /// Begins to send what is due. What becomes due or finds no room meanwhile follows by itself.
  @Scheduled(fixedDelayString = "${accrue.notifications.send-interval:1s}")
  void sendDue() {
    claiming.lock();
    try {
      for (Claimed claimed : claim()) {
        underWay.merge(claimed.channelId(), 1, Integer::sum);
        threads.execute(() -> run(claimed));
      }
    } finally {
      claiming.unlock();
    }
  }

  /// A channel gets its next ones when all of its last ones have ended.
  private List<Claimed> claim() {
    int room =
        properties.maxAtOnce() - underWay.values().stream().mapToInt(Integer::intValue).sum();
    Instant now = clock.instant();
    return room <= 0
        ? List.of()
        : outbox.claim(
            now,
            now.plus(properties.claim()),
            room,
            properties.maxAtOncePerChannel(),
            underWay.keySet());
  }

  private void run(Claimed claimed) {
    try {
      try {
        settle(claimed, attempt(claimed));
      } finally {
        ended(claimed);
      }
      sendDue();
    } catch (InterruptedException _) {
      // The server ends; the claim lapses, and somebody else sends it.
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn(
          "Notification {} may be sent twice; the next look goes on", claimed.notice().id(), e);
    }
  }

  private void ended(Claimed claimed) {
    claiming.lock();
    try {
      underWay.computeIfPresent(claimed.channelId(), (_, count) -> count == 1 ? null : count - 1);
    } finally {
      claiming.unlock();
    }
  }

  /// An attempt that takes too long is interrupted, which closes its connection.
  private Outcome attempt(Claimed claimed) throws InterruptedException {
    Future<Outcome> attempt = threads.submit(() -> courier.take(claimed));
    try {
      return attempt.get(properties.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return Outcome.failed(properties.noAnswer());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException refusal) {
        return Outcome.failed(String.valueOf(refusal.getMessage()));
      }
      log.error("Notification {} could not be sent", claimed.notice().id(), e.getCause());
      return Outcome.failed("the server made a mistake; its log says more");
    } finally {
      attempt.cancel(true);
    }
  }

  private void settle(Claimed claimed, Outcome outcome) {
    Instant now = clock.instant();
    if (outcome.failure() == null) {
      outbox.deliver(claimed, outcome.status(), now);
      return;
    }
    int failures = claimed.failuresBefore() + 1;
    Instant next =
        failures < properties.maxAttempts()
            ? now.plus(properties.pauseAfter(claimed.notice().id(), failures))
            : null;
    if (outbox.fail(claimed, outcome, next, now) && next == null) {
      log.info("Gave notification {} up: {}", claimed.notice().id(), outcome.failure());
    }
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }
}
