package dev.accrue.team;

import dev.accrue.api.team.CreateServiceToken;
import dev.accrue.api.team.CreateToken;
import dev.accrue.api.team.CreatedToken;
import dev.accrue.api.team.Role;
import dev.accrue.api.team.TokenPage;
import dev.accrue.api.team.TokenView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.representation.Paging;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// API tokens as people make, list and revoke them. A token never does more than whoever made it,
/// at any time: its user's rights are read anew with each request, and those of a service end with
/// what its maintainer gave it.
@Component
@Transactional
class ApiTokens {

  /// Of one person or service, those that are still good.
  private static final int MAX_LIVE = 100;

  private final ApiTokenStore store;
  private final UserStore users;
  private final TeamAccess access;
  private final Clock clock;

  ApiTokens(ApiTokenStore store, UserStore users, TeamAccess access, Clock clock) {
    this.store = store;
    this.users = users;
    this.access = access;
    this.clock = clock;
  }

  TokenPage list(Caller caller, Paging<TokenView> paging) {
    return paging.page(store.findOfUser(caller.userId(), paging), TokenPage::new);
  }

  CreatedToken create(Caller caller, CreateToken wanted) {
    boolean administrator = Boolean.TRUE.equals(wanted.administrator());
    String team = wanted.team();
    Membership membership = team == null ? null : membership(caller, team);
    refuseMoreThanTheCallers(caller, wanted, membership, administrator);
    Instant expiresAt = expiry(caller, wanted.validForDays());
    return create(
        caller.userId(),
        wanted.name(),
        membership == null ? null : membership.teamId(),
        wanted.role(),
        administrator,
        expiresAt);
  }

  void revoke(Caller caller, UUID id) {
    if (!store.revokeOfUser(id, caller.userId(), clock.instant())) {
      throw unknown(id, "GET /api/v1/tokens lists yours");
    }
  }

  TokenPage listOfServices(Caller caller, String team, Paging<TokenView> paging) {
    UUID teamId = access.requireMaintained(caller, team);
    return paging.page(store.findOfServices(teamId, paging), TokenPage::new);
  }

  CreatedToken createOfService(Caller caller, String team, CreateServiceToken wanted) {
    UUID teamId = access.requireMaintained(caller, team);
    if (wanted.role() == Role.MAINTAINER) {
      throw refused("role", "MAINTAINER", "is more than a service may be", "send MEMBER or VIEWER");
    }
    Instant expiresAt = expiry(caller, wanted.validForDays());
    UUID service = users.ensureService(teamId, team + "/" + wanted.service(), clock.instant());
    return create(service, wanted.name(), teamId, wanted.role(), false, expiresAt);
  }

  void revokeOfService(Caller caller, String team, UUID id) {
    UUID teamId = access.requireMaintained(caller, team);
    if (!store.revokeOfService(id, teamId, clock.instant())) {
      throw unknown(id, "GET /api/v1/teams/%s/service-tokens lists the team's".formatted(team));
    }
  }

  private CreatedToken create(
      UUID userId,
      String name,
      @Nullable UUID teamId,
      @Nullable Role role,
      boolean administrator,
      Instant expiresAt) {
    Instant now = clock.instant();
    if (store.countLive(userId, now) >= MAX_LIVE) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "there are %d tokens that are still good; revoke some first".formatted(MAX_LIVE));
    }
    Token token = Token.generate(Token.API_PREFIX);
    UUID id =
        store.insert(
            new NewToken(userId, name, token, teamId, role, administrator, now, expiresAt));
    return new CreatedToken(store.find(id).orElseThrow(), token.secret());
  }

  private static Membership membership(Caller caller, String team) {
    return caller
        .findMembership(team)
        .orElseThrow(() ->
            refused("team", team, "is not a team of yours", "name one of your teams, or none"));
  }

  private static void refuseMoreThanTheCallers(
      Caller caller, CreateToken wanted, @Nullable Membership membership, boolean administrator) {
    Role role = wanted.role();
    if (membership != null && role != null && role.compareTo(membership.role()) > 0) {
      throw refused(
          "role",
          role.name(),
          "is more than you are in the team",
          "send %s or less".formatted(membership.role()));
    }
    if (!administrator) {
      return;
    }
    if (!caller.administrator()) {
      throw refused("administrator", "true", "is more than you are", "send false");
    }
    if (membership != null || role != null) {
      throw refused(
          "administrator",
          "true",
          "does not go with a team or a role",
          "send false, or neither team nor role");
    }
  }

  /// A token must not renew itself, nor make one that may do more.
  private Instant expiry(Caller caller, int validForDays) {
    Instant expiresAt = clock.instant().plus(Duration.ofDays(validForDays));
    TokenScope scope = caller.token();
    if (scope == null) {
      return expiresAt;
    }
    if (scope.narrow()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN,
          "a token for one team or role makes no tokens; sign in, or use one without limits");
    }
    if (expiresAt.isAfter(scope.expiresAt())) {
      throw refused(
          "validForDays",
          Integer.toString(validForDays),
          "is longer than the token lives that this request was sent with",
          "send fewer days, or sign in");
    }
    return expiresAt;
  }

  private static ProblemException unknown(UUID id, String where) {
    return new ProblemException(
        ProblemCode.NOT_FOUND, "there is no token %s; %s".formatted(id, where));
  }

  private static ProblemException refused(String field, String value, String message, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s %s; %s".formatted(field, message, fix),
        List.of(new Violation(field, value, message, fix)));
  }
}
