package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;

/// Who may change the platform itself.
public final class Administrators {

  private Administrators() {}

  /// Makes sure that the caller is one.
  ///
  /// @throws ProblemException `FORBIDDEN`
  public static void require(Caller caller) {
    if (!caller.administrator()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN, "only administrators may do this; ask one of them");
    }
  }
}
