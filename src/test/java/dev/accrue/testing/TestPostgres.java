package dev.accrue.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/// One PostgreSQL per test JVM, and in it a database of its own for each application context.
/// Import it into a `@SpringBootTest`.
@TestConfiguration(proxyBeanMethods = false)
public class TestPostgres {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  @Bean
  JdbcConnectionDetails jdbcConnectionDetails() {
    return newDatabase();
  }

  /// An empty database.
  public static JdbcConnectionDetails newDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    EmbeddedPostgres postgres = Holder.POSTGRES;
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the database " + name, e);
    }
    String url = postgres.getJdbcUrl("postgres", name);
    return new JdbcConnectionDetails() {
      @Override
      public String getUsername() {
        return "postgres";
      }

      @Override
      public String getPassword() {
        return "postgres";
      }

      @Override
      public String getJdbcUrl() {
        return url;
      }
    };
  }

  private static final class Holder {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start the tests' PostgreSQL", e);
      }
    }
  }
}
