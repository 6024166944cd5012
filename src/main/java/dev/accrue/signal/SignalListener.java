package dev.accrue.signal;

import java.util.UUID;

/// Hears signals on the one thread that receives them all, so it must only take note.
public interface SignalListener {

  /// Something about the job changed.
  void received(Signal signal, UUID jobId);

  /// The connection was (re)made: signals from before may have been missed.
  void mayHaveMissedSome();
}
