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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/// How operators shorten the audit log: the statements of `docker/prune-audit.sql`.
class AuditPruneTest {

  @Test
  void theOwnerOfTheTablesMovesOldEventsOutAndTheLogSaysSo() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      JdbcTemplate owner = database.template();
      insert(owner, "2024-05-01", "old");
      insert(owner, "2025-12-31T23:59:59Z", "older");
      insert(owner, "2026-01-01", "new");

      String moved = prune(owner, "2026-01-01T00:00:00Z");

      assertThat(moved.lines()).hasSize(3);
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

  private static void insert(JdbcTemplate owner, String at, String actor) {
    owner.update(
        "INSERT INTO audit_event (at, actor, kind, detail) VALUES (?::timestamptz, ?, 'K', '')",
        at,
        actor);
  }

  /// As psql does it; what it would write.
  private static String prune(JdbcTemplate owner, String before) throws IOException {
    String script =
        Files.readString(Path.of("docker/prune-audit.sql"))
            .replaceAll("(?m)^--.*$", "")
            .replace(":'before'", "'" + before + "'");
    StringWriter moved = new StringWriter();
    owner.execute(
        (ConnectionCallback<Boolean>)
            connection -> {
              Stream.of(script.split(";\\R"))
                  .map(String::strip)
                  .forEach(statement -> run(connection, statement, moved));
              return true;
            });
    return moved.toString();
  }

  private static void run(Connection connection, String statement, StringWriter moved) {
    try (Statement sql = connection.createStatement()) {
      if (statement.startsWith("COPY")) {
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(statement, moved);
      } else {
        sql.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
