package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.testing.TestDatabase;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/// How operators shorten the audit log: the statements of `docker/export-audit.sql` and
/// `docker/prune-audit.sql`, in the order in which `docker/prune-audit` has psql do them.
class AuditPruneTest {

  @Test
  void theOwnerOfTheTablesMovesOldEventsOutAndTheLogSaysSo() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      JdbcTemplate owner = database.template();
      insert(owner, "2024-05-01", "old");
      insert(owner, "2025-12-31T23:59:59Z", "older");
      insert(owner, "2026-01-01", "new");

      String moved = export(owner);

      assertThat(moved.lines()).hasSize(4);
      assertThat(moved).endsWith("end of 2 events up to 2\n");
      prune(owner, 2, 2);
      assertThat(moved).contains(",old,", ",older,").doesNotContain(",new,");
      assertThat(
              owner.queryForList(
                  "SELECT actor || ' ' || kind || ' ' || detail FROM audit_event ORDER BY id",
                  String.class))
          .hasSize(2)
          .first()
          .isEqualTo("new K ");
      assertThat(
              owner.queryForObject(
                  "SELECT detail FROM audit_event WHERE kind <> 'K'", String.class))
          .isEqualTo("2 events from before 2026-01-01T00:00:00Z");
      for (String attempt :
          List.of("DELETE FROM audit_event", "UPDATE audit_event SET actor = 'x'")) {
        assertThatThrownBy(() -> owner.update(attempt)).hasStackTraceContaining("append-only");
      }
    }
  }

  @Test
  void whatIsNotInTheFileStays() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      JdbcTemplate owner = database.template();
      insert(owner, "2024-05-01", "old");
      assertThat(export(owner)).endsWith("end of 1 events up to 1\n");
      insert(owner, "2024-05-02", "late");
      prune(owner, 1, 1);
      assertThat(actors(owner))
          .containsExactly("late", owner.queryForObject("SELECT current_user", String.class));

      assertThatThrownBy(() -> prune(owner, 2, 9)).hasStackTraceContaining("division by zero");
      assertThat(actors(owner)).contains("late");
      assertThatThrownBy(() -> owner.update("DELETE FROM audit_event"))
          .hasStackTraceContaining("append-only");
    }
  }

  @Test
  void theServersRoleMayReadAndDoesNothingElseOfIt() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      JdbcTemplate owner = database.template();
      List.of(
              "CREATE ROLE accrue_pruned LOGIN",
              "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO accrue_pruned",
              "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO accrue_pruned",
              "REVOKE UPDATE, DELETE ON audit_event FROM accrue_pruned")
          .forEach(owner::execute);
      insert(owner, "2024-05-01", "old");

      for (String statement : statements("docker/prune-audit.sql", 1, 1)) {
        if (!statement.matches("(?s)(BEGIN|COMMIT|SELECT|REVOKE).*")) {
          assertThatThrownBy(() -> asServer(owner, statement))
              .as(statement)
              .hasStackTraceContaining(
                  statement.startsWith("ALTER") ? "must be owner" : "permission denied");
        }
      }
      assertThat(actors(owner)).containsExactly("old");
      List.of("DROP OWNED BY accrue_pruned", "DROP ROLE accrue_pruned").forEach(owner::execute);
    }
  }

  private static void asServer(JdbcTemplate owner, String statement) {
    owner.execute(
        (ConnectionCallback<Boolean>)
            connection -> {
              try (Statement sql = connection.createStatement()) {
                sql.execute("BEGIN");
                try {
                  sql.execute("SET LOCAL ROLE accrue_pruned");
                  sql.execute(statement);
                  // What is granted by nobody is a warning and no error.
                  sql.execute("DELETE FROM audit_event");
                } finally {
                  sql.execute("ROLLBACK");
                }
              }
              return true;
            });
  }

  private static List<String> actors(JdbcTemplate owner) {
    return owner.query(
        "SELECT actor FROM audit_event ORDER BY id", (row, _) -> row.getString("actor"));
  }

  private static void insert(JdbcTemplate owner, String at, String actor) {
    owner.update(
        "INSERT INTO audit_event (at, actor, kind, detail) VALUES (?::timestamptz, ?, 'K', '')",
        at,
        actor);
  }

  /// What the export writes: what is copied, and what is selected.
  private static String export(JdbcTemplate owner) throws IOException {
    return run(owner, statements("docker/export-audit.sql", 0, 0));
  }

  private static void prune(JdbcTemplate owner, int events, int last) throws IOException {
    run(owner, statements("docker/prune-audit.sql", events, last));
  }

  /// With the variables as psql fills them in.
  private static List<String> statements(String file, int events, int last) throws IOException {
    String script =
        Files.readString(Path.of(file))
            .replaceAll("(?m)^--.*$", "")
            .replace(":'before'", "'2026-01-01T00:00:00Z'")
            .replace(":events", Integer.toString(events))
            .replace(":last", Integer.toString(last));
    return Stream.of(script.split(";\\R")).map(String::strip).toList();
  }

  private static String run(JdbcTemplate owner, List<String> statements) {
    StringWriter written = new StringWriter();
    owner.execute(
        (ConnectionCallback<Boolean>)
            connection -> {
              try {
                statements.forEach(statement -> run(connection, statement, written));
              } catch (IllegalStateException e) {
                run(connection, "ROLLBACK", written);
                throw e;
              }
              return true;
            });
    return written.toString();
  }

  private static void run(Connection connection, String statement, StringWriter written) {
    try (Statement sql = connection.createStatement()) {
      if (statement.startsWith("COPY")) {
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(statement, written);
      } else if (sql.execute(statement)) {
        ResultSet rows = sql.getResultSet();
        while (rows.next()) {
          written.write(rows.getString(1) + "\n");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
