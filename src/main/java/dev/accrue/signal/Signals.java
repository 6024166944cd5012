package dev.accrue.signal;

import java.util.Collection;
import java.util.UUID;

/// Sends and receives signals.
public interface Signals {

  /// Tells every server, when the caller's transaction commits. Equal signals of one transaction
  /// arrive once.
  void send(Signal signal, UUID jobId);

  /// The same for several subjects at once.
  void sendAll(Signal signal, Collection<UUID> ids);

  /// Adds a listener for as long as the server runs.
  void listen(SignalListener listener);
}
