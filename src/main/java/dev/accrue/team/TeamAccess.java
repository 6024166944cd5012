package dev.accrue.team;

import dev.accrue.api.team.Role;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Which teams a caller may see and look after. What is not theirs is not found.
@Component
public class TeamAccess {

  private final MemberStore teams;

  TeamAccess(MemberStore teams) {
    this.teams = teams;
  }

  /// A team of the caller's, or any for administrators.
  ///
  /// @throws ProblemException `NOT_FOUND`
  public UUID requireVisible(Caller caller, String team) {
    return (caller.administrator()
            ? teams.findTeam(team)
            : caller.findMembership(team).map(Membership::teamId))
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NOT_FOUND,
                "there is no such team among those that you may see; GET /api/v1/teams lists"
                    + " them"));
  }

  /// A team that the caller looks after, or any for administrators.
  ///
  /// @throws ProblemException `NOT_FOUND`, or `FORBIDDEN` for other members
  public UUID requireMaintained(Caller caller, String team) {
    UUID teamId = requireVisible(caller, team);
    boolean maintains =
        caller.findMembership(teamId).filter(own -> own.role() == Role.MAINTAINER).isPresent();
    if (!maintains && !caller.administrator()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN, "only maintainers of the team may do this; ask one of them");
    }
    return teamId;
  }
}
