package dev.accrue.secret;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Secrets of teams, for the modules that use them.
public interface TeamSecrets {

  /// Which of these names the team has no secret of.
  Set<String> findMissing(UUID teamId, Collection<String> names);

  /// The values of the team's secrets by name, and notes that they are used. Names that the team
  /// has no secret of are left out. Called in a transaction of an attempt that is being handed to
  /// its worker, and for nothing else.
  ///
  /// @throws dev.accrue.problem.ProblemException `NO_SECRET_KEY`; nothing was changed
  Map<String, String> open(UUID teamId, Collection<String> names);
}
