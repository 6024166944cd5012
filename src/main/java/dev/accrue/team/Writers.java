package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.List;
import java.util.stream.Collectors;

/// Who may change what belongs to a team.
public final class Writers {

  private Writers() {}

  /// The caller's membership in the team that a request's field `team` names.
  ///
  /// @throws ProblemException `INVALID_REQUEST` for a team that is not the caller's, `FORBIDDEN`
  ///   for a viewer
  public static Membership require(Caller caller, String team) {
    Membership membership = caller.findMembership(team).orElseThrow(() -> notYours(caller, team));
    if (!membership.role().mayWrite()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN,
          "viewers of the team %s may not do this; ask a maintainer to make you a member"
              .formatted(membership.team()));
    }
    return membership;
  }

  private static ProblemException notYours(Caller caller, String team) {
    String teams =
        caller.memberships().stream().map(Membership::team).collect(Collectors.joining(", "));
    Violation violation =
        new Violation("team", team, "is not a team of yours", "write one of your teams: " + teams);
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "team: %s; %s".formatted(violation.message(), violation.fix()),
        List.of(violation));
  }
}
