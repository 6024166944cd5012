package dev.accrue.notify;

import dev.accrue.signal.Signal;
import dev.accrue.signal.SignalListener;
import dev.accrue.signal.Signals;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The thresholds of all enabled channels, in memory: each batch of points of each job is held
/// against them. They are read again after a channel was changed, on this server or another one.
@Component
class ThresholdRules implements SignalListener {

  private final ChannelStore store;
  private final Signals signals;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Known known;

  ThresholdRules(ChannelStore store, Signals signals) {
    this.store = store;
    this.signals = signals;
    signals.listen(this);
  }

  /// A threshold and who hears of points that meet it.
  record Rule(UUID channelId, Threshold threshold) {}

  /// What was read, and how many changes had been heard of before.
  private record Known(long changes, Map<UUID, List<Rule>> byTeam) {}

  /// Those of a team.
  List<Rule> of(UUID teamId) {
    long heard = changes.get();
    Known current = known;
    if (current == null || current.changes() != heard) {
      current = new Known(heard, read());
      known = current;
    }
    return current.byTeam().getOrDefault(teamId, List.of());
  }

  private Map<UUID, List<Rule>> read() {
    return store.findThresholds().stream()
        .collect(
            Collectors.groupingBy(
                ChannelStore.Watched::teamId,
                Collectors.flatMapping(
                    watched ->
                        Threshold.parse(watched.threshold()).stream()
                            .map(threshold -> new Rule(watched.channelId(), threshold)),
                    Collectors.toUnmodifiableList())));
  }

  /// Tells all servers that a channel of the team is changed by the current transaction.
  void changed(UUID teamId) {
    signals.send(Signal.CHANNEL, teamId);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            changes.incrementAndGet();
          }
        });
  }

  @Override
  public void received(Signal signal, UUID teamId) {
    if (signal == Signal.CHANNEL) {
      changes.incrementAndGet();
    }
  }

  @Override
  public void mayHaveMissedSome() {
    changes.incrementAndGet();
  }
}
