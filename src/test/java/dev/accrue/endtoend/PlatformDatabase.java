package dev.accrue.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// The PostgreSQL of a platform that runs, for what no endpoint does.
record PlatformDatabase(String url, String password) {

  /// The port is the fourth line of `postmaster.pid`.
  private static final int PORT_LINE = 3;

  static PlatformDatabase of(Path dataDirectory) throws IOException {
    List<String> pid = Files.readAllLines(dataDirectory.resolve("postgres/postmaster.pid"));
    String password = Files.readString(dataDirectory.resolve("postgres-password")).strip();
    return new PlatformDatabase(
        "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(pid.get(PORT_LINE).strip()), password);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, "postgres", password);
  }

  /// The first number of an answer.
  long count(String sql) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// How many rows a statement changed.
  int change(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setObject(index + 1, parameters[index]);
      }
      return statement.executeUpdate();
    }
  }

  /// Waits until nobody else is in the middle of something.
  void awaitQuiet() {
    await("a database in which nothing happens")
        .until(() ->
            count(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND state <> 'idle'
                      AND pid <> pg_backend_pid()
                    """)
                == 0);
  }
}
