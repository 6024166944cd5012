package dev.accrue.team;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The table of `authorization-matrix.txt`: who may use which endpoint.
record AuthorizationMatrix(List<Row> rows) {

  private static final Pattern ROW =
      Pattern.compile("(\\w+) +(\\S+) *\\| *(\\w+) *\\| *(\\d+)([*]?) *\\| ?(.*)");

  private static final Pattern IDENTIFIER = Pattern.compile("[{]([A-Za-z0-9]+)[}]|<([A-Za-z]+)>");

  /// Names of nothing, names that are free, and digests.
  private static final Set<String> NO_TEAMS =
      Set.of("spec", "fresh", "zeros", "key", "sha256", "worker", "workerId", "incarnation");

  /// Who sends a request. All but the last three are people's tokens.
  enum Actor {
    ANONYMOUS,
    VIEWER,
    MEMBER,
    MAINTAINER,
    /// Without a team.
    ADMINISTRATOR,
    /// A maintainer's token that was made for a viewer.
    NARROW,
    /// A maintainer of another team.
    OUTSIDER,
    WORKER,
    LEASE,
    CHECK;

    /// Somebody of the team who may use such endpoints.
    static Actor of(Access access) {
      return switch (access) {
        case WORKER -> WORKER;
        case LEASE -> LEASE;
        case CHECK -> CHECK;
        default -> MAINTAINER;
      };
    }
  }

  /// Who may use an endpoint; what the others are answered is in `refusal`.
  enum Access {
    /// Everybody.
    OPEN,
    /// Whoever is signed in, with or without a team.
    SIGNED_IN,
    /// Whoever is signed in, but for tokens that do less than their user.
    MAKE_TOKEN,
    /// Nobody but whom the thing belongs to, which no actor here is.
    NOBODY,
    /// The team.
    READ,
    /// The team's members.
    WRITE,
    /// The team's members, who name it in the body: to others it is a field that is wrong.
    PUT_IN,
    /// The team, which they name in the body: to others it is a field that is wrong.
    READ_IN,
    /// Whoever is signed in; each thing in the body is refused or not on its own.
    EACH,
    /// The team, and administrators.
    SEE,
    /// The team's maintainers, and administrators.
    MAINTAIN,
    /// Administrators, who need not belong to the team.
    ENTITLE,
    /// Administrators, and maintainers of any team for what is theirs.
    LOOK_AFTER,
    /// Administrators; nothing here belongs to a team.
    ADMINISTER,
    /// Worker tokens.
    WORKER,
    /// The lease token of the attempt.
    LEASE,
    /// The token of the trial.
    CHECK;

    boolean maintainerMay() {
      return refusal(Actor.MAINTAINER) == 0;
    }

    /// The status of a refusal; 0 for those who may.
    int refusal(Actor actor) {
      return switch (this) {
        case WORKER -> actor == Actor.WORKER ? 0 : 401;
        case LEASE -> actor == Actor.LEASE ? 0 : 401;
        case CHECK -> actor == Actor.CHECK ? 0 : 401;
        case OPEN -> machine(actor) ? 401 : 0;
        default -> machine(actor) || actor == Actor.ANONYMOUS ? 401 : refusalOfPerson(actor);
      };
    }

    private static boolean machine(Actor actor) {
      return actor == Actor.WORKER || actor == Actor.LEASE || actor == Actor.CHECK;
    }

    private int refusalOfPerson(Actor actor) {
      boolean administrator = actor == Actor.ADMINISTRATOR;
      boolean stranger = administrator || actor == Actor.OUTSIDER;
      boolean reader = actor == Actor.VIEWER || actor == Actor.NARROW;
      return switch (this) {
        case OPEN, SIGNED_IN, EACH, WORKER, LEASE, CHECK -> 0;
        case MAKE_TOKEN -> actor == Actor.NARROW ? 403 : 0;
        case NOBODY -> 404;
        case READ -> stranger ? 404 : 0;
        case WRITE -> stranger ? 404 : reader ? 403 : 0;
        case READ_IN -> stranger ? 422 : 0;
        case PUT_IN -> stranger ? 422 : reader ? 403 : 0;
        case SEE -> actor == Actor.OUTSIDER ? 404 : 0;
        case MAINTAIN ->
            actor == Actor.OUTSIDER ? 404 : administrator || actor == Actor.MAINTAINER ? 0 : 403;
        case ENTITLE -> administrator ? 0 : actor == Actor.OUTSIDER ? 404 : 403;
        case LOOK_AFTER -> reader || actor == Actor.MEMBER ? 403 : 0;
        case ADMINISTER -> administrator ? 0 : 403;
      };
    }
  }

  /// An endpoint.
  ///
  /// @param path with its query
  /// @param status what it answers those who may use it
  /// @param changes whether it changes something if it does not only read
  /// @param body `bytes` for some that are no JSON; empty for none
  record Row(String method, String path, Access access, int status, boolean changes, String body) {

    /// As Spring maps it.
    String endpoint() {
      return method + " " + path.replaceAll("\\?.*", "");
    }

    /// Whether a request that is not refused has to be in the audit log.
    boolean audited() {
      return changes
          && status < 300
          && !method.equals("GET")
          && !Set.of(Access.WORKER, Access.LEASE, Access.CHECK).contains(access);
    }

    /// What stands for identifiers of things that belong to teams.
    List<String> identifiers() {
      return IDENTIFIER
          .matcher(path + " " + body)
          .results()
          .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
          .map(name -> name.equals("id") ? TeamThings.Made.thing(path) : name)
          .filter(name -> !belongsToNoTeam(name))
          .distinct()
          .toList();
    }

    private boolean belongsToNoTeam(String name) {
      return NO_TEAMS.contains(name)
          || access == Access.ADMINISTER
          || access == Access.WORKER
          || access == Access.NOBODY
          || path.startsWith("/api/v1/workers")
          // Whoever has an account may become a member, and each team names its secrets itself.
          || (method.equals("PUT")
              && (name.equals("user") || (name.equals("name") && path.contains("/secrets/"))));
    }

    /// What those are answered who may use the endpoint, but not with this identifier.
    Set<Integer> refusals(String identifier) {
      return switch (access) {
        // Another attempt or trial than the token's own.
        case LEASE, CHECK -> Set.of(403);
        // In the body it is a field that is wrong.
        case READ_IN, PUT_IN -> identifier.equals("team") ? Set.of(422) : Set.of(404, 422);
        // The body tells, each thing on its own.
        case EACH -> Set.of(200);
        default -> Set.of(404);
      };
    }

    @Override
    public String toString() {
      return endpoint();
    }
  }

  static AuthorizationMatrix read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            AuthorizationMatrix.class.getResourceAsStream("/authorization-matrix.txt"))) {
      return new AuthorizationMatrix(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(AuthorizationMatrix::row)
              .toList());
    }
  }

  private static Row row(String line) {
    Matcher matcher = ROW.matcher(line);
    if (!matcher.matches()) {
      throw new AssertionError("not a row: " + line);
    }
    return new Row(
        matcher.group(1),
        matcher.group(2),
        Access.valueOf(matcher.group(3)),
        Integer.parseInt(matcher.group(4)),
        matcher.group(5).isEmpty(),
        matcher.group(6).strip());
  }
}
