package dev.accrue.observability;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Tells a collector how attempts came from their submission to their first optimizer step. One
/// server tells of each, and tells again what the collector did not take.
@Component
@ConditionalOnProperty("accrue.traces.endpoint")
class AttemptTraces {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptTraces.class);

  private static final int MOST_AT_ONCE = 100;

  /// How long a collector may be away without a gap.
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final TraceStore store;
  private final TraceCollector collector;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private boolean refused;

  AttemptTraces(
      TraceStore store,
      TraceProperties properties,
      JsonMapper json,
      TransactionTemplate transactions,
      Clock clock) {
    this.store = store;
    this.collector =
        new TraceCollector(
            Objects.requireNonNull(properties.endpoint()), properties.headers(), json);
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Tells of those that nobody told of yet.
  @Scheduled(fixedDelayString = "${accrue.traces.interval:5s}")
  void tell() {
    try {
      transactions.executeWithoutResult(_ -> tellSome());
      refused = false;
    } catch (CollectorAwayException e) {
      if (!refused) {
        LOG.warn("Traces are kept for {} and sent again: {}", REMEMBERED, e.getMessage());
      }
      refused = true;
    }
  }

  private void tellSome() {
    Instant now = clock.instant();
    List<BegunAttempt> begun = store.take(now.minus(REMEMBERED), now, MOST_AT_ONCE);
    if (begun.isEmpty()) {
      return;
    }
    try {
      collector.send(begun.stream().flatMap(it -> Span.of(it).stream()).toList());
    } catch (IOException e) {
      throw new CollectorAwayException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CollectorAwayException(e);
    }
  }

  /// Takes back what was taken.
  private static final class CollectorAwayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CollectorAwayException(Exception cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
