package dev.accrue.fleet;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes workers out of service and in again.
public interface Drains {

  /// Gives the worker nothing new from now on, also after a restart of its agent. What it runs may
  /// finish, or is preempted from the deadline on.
  ///
  /// @param deadline null for none; the latest call's counts
  /// @return the worker's name
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND`
  String drain(UUID workerId, @Nullable Instant deadline);

  /// Takes it into service again.
  ///
  /// @return the worker's name
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND`
  String resume(UUID workerId);
}
