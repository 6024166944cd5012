package dev.accrue.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.accrue.api.team.SecretView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import dev.accrue.team.Caller;
import dev.accrue.team.TeamAccess;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What people do with secrets of teams: the team sees their names, its maintainers change them.
@Component
@Transactional
class SecretChanges {

  static final int MAX_PER_TEAM = 100;
  static final int MAX_BYTES = 8_192;

  private final SecretStore store;
  private final SealedTeamSecrets secrets;
  private final TeamAccess access;
  private final Clock clock;

  SecretChanges(SecretStore store, SealedTeamSecrets secrets, TeamAccess access, Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.access = access;
    this.clock = clock;
  }

  List<SecretView> list(Caller caller, String team) {
    return store.find(access.requireVisible(caller, team));
  }

  SecretView put(Caller caller, String team, String name, String value) {
    UUID teamId = access.requireMaintained(caller, team);
    requireName(name);
    byte[] bytes = value.getBytes(UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_BYTES || value.indexOf('\0') >= 0) {
      // Without the value, which nobody may see.
      throw refused(
          new Violation(
              "value",
              null,
              "is not text of 1 to %,d bytes".formatted(MAX_BYTES),
              "send less text, without the character NUL"));
    }
    if (!store.put(
        secrets.seal(teamId, name, bytes), caller.userId(), clock.instant(), MAX_PER_TEAM)) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "the team %s has %d secrets, as many as it may; delete one first"
              .formatted(team, MAX_PER_TEAM));
    }
    return store.find(teamId, name).orElseThrow();
  }

  void delete(Caller caller, String team, String name) {
    if (!store.delete(access.requireMaintained(caller, team), name)) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND,
          "the team has no such secret; GET /api/v1/teams/%s/secrets lists them".formatted(team));
    }
  }

  private static void requireName(String name) {
    if (!SecretName.PATTERN.matcher(name).matches()) {
      throw refused(
          new Violation(
              "name",
              Shortened.of(name),
              "is not the name of a secret",
              "write " + SecretName.RULE));
    }
  }

  private static ProblemException refused(Violation violation) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s: %s; %s".formatted(violation.field(), violation.message(), violation.fix()),
        List.of(violation));
  }
}
