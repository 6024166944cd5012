package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.testing.HttpClients;
import dev.accrue.testing.ServerRole;
import dev.accrue.testing.TestDatabase;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestPostgres;
import dev.accrue.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// A server that is a role without tables of its own, with the settings of `docker-compose.yml`: it
/// serves, and the audit log is safe from it.
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "accrue.first-password=" + TestServer.PASSWORD,
      "accrue.secrets.key-file=" + TestServer.KEY_FILE,
      "accrue.dataset.built-in-location=classpath:none",
      "spring.datasource.username=" + ServerRole.NAME,
      "spring.datasource.password=" + ServerRole.PASSWORD
    })
@Import(HttpClients.class)
class ServerRoleTest {

  private static final JdbcConnectionDetails OWNER = TestPostgres.newDatabase();

  private static final List<String> CHANGES =
      List.of("UPDATE audit_event SET actor = 'nobody'", "DELETE FROM audit_event");

  private static final List<String> WHAT_OWNERS_DO =
      List.of(
          "ALTER TABLE audit_event DISABLE TRIGGER audit_event_stays",
          "DROP TRIGGER audit_event_stays ON audit_event",
          "DROP TABLE audit_event");

  private static final List<String> WHAT_NOBODY_ELSE_MAY =
      List.of(
          "TRUNCATE audit_event",
          "CREATE OR REPLACE FUNCTION audit_event_stays() RETURNS trigger LANGUAGE plpgsql"
              + " AS 'BEGIN RETURN NULL; END'");

  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    ServerRole.make(owner());
    properties.add("spring.datasource.url", OWNER::getJdbcUrl);
    properties.add("spring.flyway.user", OWNER::getUsername);
    properties.add("spring.flyway.password", OWNER::getPassword);
  }

  @Test
  void servesAndCannotTouchWhatIsInTheAuditLog() {
    TestHttp administrator = clients.administrator();
    assertThat(administrator.post("/api/v1/teams", "{\"name\":\"roles\"}").status()).isEqualTo(201);

    assertThat(jdbc.sql("SELECT current_user").query(String.class).single())
        .isEqualTo(ServerRole.NAME);
    assertRefused(CHANGES, "append-only");
    assertRefused(WHAT_NOBODY_ELSE_MAY, "permission denied");
    assertRefused(WHAT_OWNERS_DO, "must be owner");
    // As at its next start.
    ServerRole.make(owner());
    assertRefused(CHANGES, "permission denied");
    assertThat(
            administrator.get("/api/v1/audit?kind=TEAM_CREATED&subject=roles").json().get("items"))
        .hasSize(1);
  }

  @Test
  void isMadeInADatabaseFromBeforeIt() {
    try (TestDatabase database = new TestDatabase()) {
      ServerRole.make(database.template());

      assertThat(
              database
                  .jdbc()
                  .sql(
                      """
                      SELECT tablename || ' ' || privilege FROM pg_tables,
                        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
                      WHERE schemaname = 'public'
                        AND NOT has_table_privilege('accrue_server', tablename, privilege)
                      """)
                  .query(String.class)
                  .list())
          .containsExactlyInAnyOrder("audit_event UPDATE", "audit_event DELETE");
    }
  }

  private void assertRefused(List<String> statements, String reason) {
    for (String statement : statements) {
      assertThatThrownBy(() -> jdbc.sql(statement).update())
          .as(statement)
          .hasStackTraceContaining(reason);
    }
  }

  private static JdbcTemplate owner() {
    DriverManagerDataSource owner = new DriverManagerDataSource(OWNER.getJdbcUrl());
    owner.setUsername(OWNER.getUsername());
    owner.setPassword(OWNER.getPassword());
    return new JdbcTemplate(owner);
  }
}
