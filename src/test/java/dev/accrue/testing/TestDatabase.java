package dev.accrue.testing;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A migrated database of its own, for tests of statements without an application context.
public final class TestDatabase implements AutoCloseable {

  private final JdbcConnectionDetails details = TestPostgres.newDatabase();
  private final HikariDataSource dataSource = new HikariDataSource();

  /// Creates and migrates it.
  public TestDatabase() {
    this("latest");
  }

  private TestDatabase(String version) {
    dataSource.setJdbcUrl(details.getJdbcUrl());
    dataSource.setUsername(details.getUsername());
    dataSource.setPassword(details.getPassword());
    migrate(version);
  }

  /// Creates it with the schema of an earlier version.
  public static TestDatabase at(String version) {
    return new TestDatabase(version);
  }

  /// Takes it to the newest version.
  public void migrate() {
    migrate("latest");
  }

  private void migrate(String version) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  /// How to connect to it otherwise than through the pool.
  public JdbcConnectionDetails details() {
    return details;
  }

  /// Statements over the pool.
  public JdbcTemplate template() {
    return new JdbcTemplate(dataSource);
  }

  /// Statements over the pool.
  public JdbcClient jdbc() {
    return JdbcClient.create(dataSource);
  }

  /// Transactions over the pool.
  public TransactionTemplate transactions() {
    return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
