package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.secret.SecretBox;
import dev.accrue.team.AuthorizationMatrix.Access;
import dev.accrue.team.AuthorizationMatrix.Actor;
import dev.accrue.team.AuthorizationMatrix.Row;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Every endpoint, with every kind of sender, for their own team and for another one. An endpoint
/// that is added without a row in `authorization-matrix.txt` fails here.
@StillServer
@TestPropertySource(
    properties = "accrue.download.allowed-url-prefixes=https://data.example.org/sets/")
class AuthorizationMatrixTest {

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;
  @Autowired private TokenIssuer tokens;
  @Autowired private JdbcClient jdbc;
  @Autowired private SecretBox box;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mappings;

  private final Map<Actor, TestHttp> senders = new EnumMap<>(Actor.class);
  private TeamThings things;
  private UUID team;
  private UUID template;
  private UUID otherTeam;
  private UUID otherTemplate;
  private String spec;
  private Token workerToken;
  private UUID workerTokenId;

  @BeforeEach
  void makeTeams() {
    things = new TeamThings(jdbc, box);
    fleet.clear();
    TestDatasets.insert(jdbc, null, "digits", 1000, 100, "28,28");
    String suffix = UUID.randomUUID().toString().substring(0, 8);
    team = clients.newTeam("own-" + suffix);
    otherTeam = clients.newTeam("other-" + suffix);
    workerToken = tokens.issueWorkerToken("matrix");
    workerTokenId =
        jdbc.sql("SELECT id FROM worker_token WHERE token_hash = ?")
            .param(workerToken.hash())
            .query(UUID.class)
            .single();
    for (String role : List.of("VIEWER", "MEMBER", "MAINTAINER")) {
      String name = role.toLowerCase(Locale.ROOT) + "-" + suffix;
      senders.put(Actor.valueOf(role), clients.newMember(team, name, role));
    }
    UUID administrator = clients.newAdministrator("administrator-" + suffix);
    senders.put(Actor.ADMINISTRATOR, clients.withTokenOf(administrator));
    senders.put(Actor.NARROW, narrow("narrow-" + suffix));
    senders.put(Actor.OUTSIDER, clients.newMember(otherTeam, "outsider-" + suffix, "MAINTAINER"));
    senders.put(Actor.ANONYMOUS, MatrixRequests.anonymous(clients));
    senders.put(Actor.WORKER, bearer(workerToken));
    jdbc.sql("UPDATE api_token SET expires_at = expires_at + interval '30 days'").update();
    template = submit(Actor.MEMBER, "own-" + suffix);
    otherTemplate = submit(Actor.OUTSIDER, "other-" + suffix);
    spec = spec("own-" + suffix);
  }

  @Test
  void everyEndpointHasARowAndEveryRowAnEndpoint() throws Exception {
    List<String> endpoints =
        mappings.getHandlerMethods().keySet().stream()
            .flatMap(AuthorizationMatrixTest::endpoints)
            .filter(endpoint -> endpoint.matches("\\w+ /(api|worker)/.*"))
            .toList();

    assertThat(AuthorizationMatrix.read().rows())
        .extracting(Row::endpoint)
        .containsExactlyInAnyOrderElementsOf(endpoints);
  }

  @Test
  void everyEndpointAnswersEverySenderAsItsRowSays() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Row row : AuthorizationMatrix.read().rows()) {
      for (Actor actor : Actor.values()) {
        TeamThings.Made made =
            things.make(team, template, workerTokenId, row.access() == Access.LEASE);
        MatrixRequests.Answer answer = MatrixRequests.send(sender(actor, made), row, made, spec);
        int refusal = row.access().refusal(actor);
        int expected = refusal == 0 ? row.status() : refusal;
        if (answer.status() != expected) {
          wrong.add(
              "%s by %s: expected %d, was %d %s"
                  .formatted(row, actor, expected, answer.status(), answer.text()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// One identifier at a time belongs to another team, all others to the sender's own.
  @Test
  void anIdentifierOfAnotherTeamIsNotFound() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Row row : AuthorizationMatrix.read().rows()) {
      for (String identifier : row.identifiers()) {
        boolean live = row.access() == Access.LEASE;
        TeamThings.Made own = things.make(team, template, workerTokenId, live);
        TeamThings.Made other = things.make(otherTeam, otherTemplate, workerTokenId, live);
        Actor actor = Actor.of(row.access());
        MatrixRequests.Answer answer =
            MatrixRequests.send(sender(actor, own), row, own.with(identifier, other), spec);
        if (!row.refusals(identifier).contains(answer.status())) {
          wrong.add("%s with another team's %s: %s".formatted(row, identifier, answer));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void jobsOfAnotherTeamAreRefusedOneByOne() throws Exception {
    TeamThings.Made own = things.make(team, template, workerTokenId, false);
    TeamThings.Made other = things.make(otherTeam, otherTemplate, workerTokenId, false);

    TestHttp.Answer answer =
        known(Actor.MEMBER)
            .post(
                "/api/v1/jobs/bulk",
                "{\"operation\":\"HOLD\",\"jobs\":[\"%s\",\"%s\"]}"
                    .formatted(own.ids().get("job"), other.ids().get("job")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(held(own)).isTrue();
    assertThat(held(other)).isFalse();
    assertThat(answer.text()).contains("NOT_FOUND");
  }

  private boolean held(TeamThings.Made made) {
    return jdbc.sql("SELECT held_at IS NOT NULL FROM job WHERE id = ?")
        .param(UUID.fromString(made.ids().get("job")))
        .query(Boolean.class)
        .single();
  }

  /// In the name of whoever made it, with where it came from, and with no secret.
  @Test
  void everyChangeThatAPersonMakesIsInTheAuditLog() throws Exception {
    List<String> missing = new ArrayList<>();
    for (Row row : AuthorizationMatrix.read().rows()) {
      if (row.audited()) {
        Actor actor = row.access().maintainerMay() ? Actor.MAINTAINER : Actor.ADMINISTRATOR;
        TeamThings.Made made = things.make(team, template, workerTokenId, false);
        long before = newestEvent();
        MatrixRequests.Answer answer = MatrixRequests.send(known(actor), row, made, spec);
        assertThat(answer.status()).as("%s: %s", row, answer).isEqualTo(row.status());
        if (eventsOf(actor, before).isEmpty()) {
          missing.add(row.toString());
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(
            jdbc.sql(
                    "SELECT coalesce(before::text, '') || coalesce(after::text, '') FROM audit_event")
                .query(String.class)
                .list())
        .noneMatch(
            fields -> fields.matches("(?s).*\"(token_hash|password_hash|ciphertext)\": \"[^…].*"));
  }

  private long newestEvent() {
    return jdbc.sql("SELECT coalesce(max(id), 0) FROM audit_event").query(Long.class).single();
  }

  private List<String> eventsOf(Actor actor, long after) {
    return jdbc.sql(
            """
            SELECT kind FROM audit_event
             WHERE id > ? AND actor LIKE ? AND address = '127.0.0.1'
            """)
        .params(after, actor.name().toLowerCase(Locale.ROOT) + "-%")
        .query((row, _) -> row.getString(1))
        .list();
  }

  private static Stream<String> endpoints(RequestMappingInfo mapping) {
    return mapping.getPatternValues().stream()
        .flatMap(path ->
            mapping.getMethodsCondition().getMethods().stream()
                .map(method -> method.name() + " " + path));
  }

  private TestHttp sender(Actor actor, TeamThings.Made made) {
    return switch (actor) {
      case LEASE ->
          bearer(made.lease())
              .with(
                  "Accrue-Fencing-Token",
                  fencingToken(Objects.requireNonNull(made.ids().get("attemptId"))));
      case CHECK -> bearer(made.check());
      default -> known(actor);
    };
  }

  private TestHttp known(Actor actor) {
    return Objects.requireNonNull(senders.get(actor));
  }

  private String fencingToken(String attempt) {
    return jdbc.sql("SELECT fencing_token::text FROM attempt WHERE id = ?")
        .param(UUID.fromString(attempt))
        .query(String.class)
        .single();
  }

  private TestHttp narrow(String name) {
    UUID user = clients.newUser(name);
    clients.join(user, team, "MAINTAINER");
    String secret = tokens.issueApiToken(user, "narrow", Duration.ofHours(1)).secret();
    jdbc.sql("UPDATE api_token SET role = 'VIEWER', administrator = false WHERE user_id = ?")
        .param(user)
        .update();
    return clients.anonymous().with("Authorization", "Bearer " + secret);
  }

  private UUID submit(Actor actor, String teamName) {
    TestHttp.Answer answer = known(actor).post("/api/v1/jobs", spec(teamName));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return UUID.fromString(answer.json().get("id").stringValue());
  }

  private static String spec(String teamName) {
    return TestFleet.SPEC
        .replace("\"name\": \"test\"", "\"name\": \"test\", \"team\": \"" + teamName + "\"")
        .replaceAll("\\s+", " ");
  }

  private TestHttp bearer(Token token) {
    return clients.anonymous().with("Authorization", "Bearer " + token.secret());
  }
}
