package dev.accrue.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.jdbc.core.JdbcTemplate;

/// The role of PostgreSQL that a server is which does not own its tables.
public final class ServerRole {

  /// What it is called.
  public static final String NAME = "accrue_server";

  /// What it signs in with.
  public static final String PASSWORD = "horse-battery-of-the-server";

  private ServerRole() {}

  /// Makes it as operators do, by `docker/server-role.sql`.
  public static void make(JdbcTemplate owner) {
    try {
      owner.execute(
          Files.readString(Path.of("docker/server-role.sql"))
              // psql's own commands
              .replaceAll("(?m)^\\\\.*$", "")
              .replace(":'password'", "'" + PASSWORD + "'"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
