package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.ServerRole;
import dev.accrue.testing.TestDatabase;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Who reads the audit log, what is in it, and that it stays.
@TestServer
class AuditTest {

  private static final List<String> ATTEMPTS =
      List.of(
          "UPDATE audit_event SET actor = 'nobody'",
          "DELETE FROM audit_event",
          "TRUNCATE audit_event");

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @Test
  void aChangeIsKeptWithWhoMadeItAndWhatItWasBefore() {
    UUID team = clients.newTeam("kept");
    TestHttp maintainer = clients.newMember(team, "keeper", "MAINTAINER");
    clients.newUser("kept-one");
    String member = "/api/v1/teams/kept/members/kept-one";
    maintainer.put(member, "{\"role\":\"VIEWER\"}");
    maintainer.put(member, "{\"role\":\"MEMBER\"}");
    maintainer.put(member, "{\"role\":\"MEMBER\"}");
    maintainer.delete(member);

    List<JsonNode> events =
        maintainer.get("/api/v1/audit?team=kept").json().get("items").valueStream().toList();

    assertThat(events)
        .extracting(event -> event.get("kind").asString())
        .containsExactly("MEMBER_DELETED", "MEMBER_CHANGED", "MEMBER_CREATED");
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.get("actor").asString()).isEqualTo("keeper");
          assertThat(event.get("address").asString()).isEqualTo("127.0.0.1");
          assertThat(event.get("subject").asString()).isEqualTo("kept-one");
        });
    assertThat(events.get(1).get("before").toString()).isEqualTo("{\"role\":\"VIEWER\"}");
    assertThat(events.get(1).get("after").toString()).isEqualTo("{\"role\":\"MEMBER\"}");
    assertThat(events.get(0).get("after").isNull()).isTrue();
  }

  @Test
  void secretsAreShownToHaveChangedAndNotShown() {
    clients.administrator().post("/api/v1/users", "{\"name\":\"hidden\",\"administrator\":false}");
    clients.administrator().post("/api/v1/users/hidden/password");

    JsonNode changed =
        clients
            .administrator()
            .get("/api/v1/audit?kind=USER_CHANGED&subject=hidden&limit=1")
            .json()
            .get("items")
            .get(0);

    assertThat(changed.get("detail").asString()).contains("password_hash");
    assertThat(changed.get("after").get("password_hash").asString()).isEqualTo("…");
  }

  @Test
  void maintainersReadOfTheirTeamsOnlyAndOthersNothing() {
    UUID own = clients.newTeam("read-own");
    UUID other = clients.newTeam("read-other");
    TestHttp maintainer = clients.newMember(own, "reader", "MAINTAINER");
    TestHttp stranger = clients.newMember(other, "other-reader", "MAINTAINER");
    TestHttp member = clients.newMember(own, "member-reader", "MEMBER");
    clients.join(id("reader"), other, "MEMBER");
    stranger.put("/api/v1/teams/read-other/members/reader", "{\"role\":\"VIEWER\"}");
    maintainer.put("/api/v1/teams/read-own/members/other-reader", "{\"role\":\"VIEWER\"}");

    JsonNode items = maintainer.get("/api/v1/audit").json().get("items");

    assertThat(items.valueStream().map(event -> event.get("team").asString()))
        .isNotEmpty()
        .containsOnly("read-own");
    assertThat(maintainer.get("/api/v1/audit?team=read-other").json().get("items")).isEmpty();
    assertThat(member.get("/api/v1/audit").status()).isEqualTo(403);
  }

  @Test
  void pagesAndFilters() {
    TestHttp administrator = clients.administrator();
    for (int i = 0; i < 3; i++) {
      administrator.post("/api/v1/teams", "{\"name\":\"paged-%d\"}".formatted(i));
    }

    String first = "/api/v1/audit?kind=TEAM_CREATED&actor=admin&limit=2";
    JsonNode page = administrator.get(first).json();
    JsonNode next =
        administrator.get(first + "&cursor=" + page.get("nextCursor").asString()).json();

    assertThat(page.get("items").findValuesAsString("subject"))
        .containsExactly("paged-2", "paged-1");
    assertThat(next.get("items").get(0).get("subject").asString()).isEqualTo("paged-0");
    // The latest instant that Java has; PostgreSQL has none so late.
    String never = "%2B999999999-12-31T23:59:59.999999999Z";
    assertThat(administrator.get("/api/v1/audit?from=" + never).json().get("items")).isEmpty();
    assertThat(administrator.get(first + "&to=" + never).json().get("items")).hasSize(2);
    assertThat(administrator.get("/api/v1/audit?to=2020-01-01T00:00:00Z").json().get("items"))
        .isEmpty();
    assertThat(administrator.get("/api/v1/audit?cursor=eA").status()).isEqualTo(422);
    assertThat(administrator.get("/api/v1/audit?kind=%00").status()).isIn(400, 422);
  }

  @Test
  void nothingInTheLogIsChangedOrDeleted() {
    clients.administrator().post("/api/v1/teams", "{\"name\":\"stays\"}");

    for (String attempt : ATTEMPTS) {
      assertThatThrownBy(() -> jdbc.sql(attempt).update()).hasStackTraceContaining("append-only");
    }
    assertThat(jdbc.sql("SELECT count(*) FROM audit_event").query(Long.class).single())
        .isPositive();
  }

  /// The role that docs/operating.md tells operators to make.
  @Test
  void aRoleThatDoesNotOwnTheTablesCannotTakeTheGuardAway() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      JdbcTemplate owner = database.template();
      ServerRole.make(owner);
      owner.execute(
          "INSERT INTO audit_event (at, actor, kind, detail) VALUES (now(), 'a', 'K', '')");

      for (String attempt : ATTEMPTS) {
        assertThatThrownBy(() -> asServer(owner, attempt))
            .hasStackTraceContaining("permission denied for table audit_event");
      }
      assertThatThrownBy(() -> asServer(owner, "DROP TRIGGER audit_event_stays ON audit_event"))
          .hasStackTraceContaining("must be owner");
      asServer(
          owner, "INSERT INTO audit_event (at, actor, kind, detail) VALUES (now(), 'b', 'K', '')");
      assertThat(owner.queryForList("SELECT actor FROM audit_event ORDER BY id", String.class))
          .containsExactly("a", "b");
    }
  }

  private static void asServer(JdbcTemplate owner, String statement) {
    owner.execute(
        (org.springframework.jdbc.core.ConnectionCallback<@Nullable Void>)
            connection -> {
              try (var sql = connection.createStatement()) {
                sql.execute("SET ROLE " + ServerRole.NAME);
                try {
                  sql.execute(statement);
                } finally {
                  sql.execute("RESET ROLE");
                }
              }
              return null;
            });
  }

  private UUID id(String name) {
    return jdbc.sql("SELECT id FROM app_user WHERE name = ?")
        .param(name)
        .query(UUID.class)
        .single();
  }
}
