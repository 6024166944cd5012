package dev.accrue.testing;

import java.sql.DriverManager;
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
    PostgresHost postgres = Holder.POSTGRES;
    try (var connection =
            DriverManager.getConnection(
                postgres.database("postgres"), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the database " + name, e);
    }
    return new JdbcConnectionDetails() {
      @Override
      public String getUsername() {
        return postgres.user();
      }

      @Override
      public String getPassword() {
        return postgres.password();
      }

      @Override
      public String getJdbcUrl() {
        return postgres.database(name);
      }
    };
  }

  private static final class Holder {
    static final PostgresHost POSTGRES = PostgresHost.start();
  }
}
