package dev.accrue.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// The PostgreSQL that tests use: the embedded one, or, with `-Dtest.postgres=17` for example, the
/// public image of that version in a container.
///
/// @param url of its databases, with `%s` for the name of one
record PostgresHost(String url, String user, String password) {

  private static final String VERSION = System.getProperty("test.postgres", "embedded");
  private static final String MAX_CONNECTIONS = "600";

  static PostgresHost start() {
    return VERSION.equals("embedded") ? embedded() : container();
  }

  String database(String name) {
    return url.formatted(name);
  }

  private static PostgresHost embedded() {
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder().setServerConfig("max_connections", MAX_CONNECTIONS).start();
      return new PostgresHost(
          "jdbc:postgresql://localhost:%d/%%s".formatted(postgres.getPort()),
          "postgres",
          "postgres");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the tests' PostgreSQL", e);
    }
  }

  /// It ends with this process, by the hand of Testcontainers' reaper.
  @SuppressWarnings("resource")
  private static PostgresHost container() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(
          "test.postgres is %s, but no Docker engine answers; leave it out for the embedded PostgreSQL"
              .formatted(VERSION));
    }
    PostgreSQLContainer postgres =
        new PostgreSQLContainer("postgres:" + VERSION)
            .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + MAX_CONNECTIONS);
    postgres.start();
    return new PostgresHost(
        "jdbc:postgresql://%s:%d/%%s".formatted(postgres.getHost(), postgres.getFirstMappedPort()),
        postgres.getUsername(),
        postgres.getPassword());
  }
}
