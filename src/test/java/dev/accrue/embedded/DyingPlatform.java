package dev.accrue.embedded;

import java.nio.file.Path;
import java.sql.DriverManager;

/// A process that starts PostgreSQL, commits something, and is gone without a word: what a killed
/// platform looks like to the next one.
final class DyingPlatform {

  private DyingPlatform() {}

  public static void main(String[] args) throws Exception {
    PersistentPostgres postgres = PersistentPostgres.start(Path.of(args[0]));
    try (var connection =
            DriverManager.getConnection(
                postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
    }
    Runtime.getRuntime().halt(137);
  }
}
