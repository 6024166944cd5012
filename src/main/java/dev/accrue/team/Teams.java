package dev.accrue.team;

import dev.accrue.api.team.MemberPage;
import dev.accrue.api.team.MemberView;
import dev.accrue.api.team.Role;
import dev.accrue.api.team.TeamView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.Paging;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Teams and who belongs to them.
@Component
@Transactional
class Teams {

  private final MemberStore store;
  private final TeamAccess access;
  private final Clock clock;

  Teams(MemberStore store, TeamAccess access, Clock clock) {
    this.store = store;
    this.access = access;
    this.clock = clock;
  }

  TeamView create(String name) {
    return store
        .insertTeam(name, clock.instant())
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.WRONG_STATE,
                "there is a team %s already; choose another name".formatted(name)));
  }

  MemberPage members(Caller caller, String team, Paging<MemberView> paging) {
    UUID teamId = access.requireVisible(caller, team);
    return paging.page(store.list(teamId, paging), MemberPage::new);
  }

  void put(Caller caller, String team, String user, Role role) {
    if (!store.put(access.requireMaintained(caller, team), user, role)) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND,
          "there is no user %s; ask an administrator to open an account".formatted(user));
    }
  }

  void remove(Caller caller, String team, String user) {
    if (!store.remove(access.requireMaintained(caller, team), user)) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND,
          "%s is not a member of the team; GET /api/v1/teams/%s/members lists them"
              .formatted(user, team));
    }
  }
}
