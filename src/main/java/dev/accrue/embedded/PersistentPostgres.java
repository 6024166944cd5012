package dev.accrue.embedded;

import dev.accrue.cli.PrivateFile;
import dev.accrue.team.Token;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/// A PostgreSQL of one's own whose data outlives the process. The embedded binaries come with
/// settings for throw-away tests; here they are turned into those of a database that keeps what it
/// acknowledged.
final class PersistentPostgres implements JdbcConnectionDetails, AutoCloseable {

  private static final String USER = "postgres";
  private static final Duration STARTUP_TIMEOUT = Duration.ofMinutes(2);

  /// Of the binaries in the pom; a data directory of another major version cannot be opened.
  private static final String MAJOR_VERSION = "17";

  private final EmbeddedPostgres postgres;
  private final String password;

  private PersistentPostgres(EmbeddedPostgres postgres, String password) {
    this.postgres = postgres;
    this.password = password;
  }

  /// Starts on `root/postgres`, making it at the first start, after a killed platform too.
  ///
  /// @throws IllegalStateException when the directory belongs to another major version
  static PersistentPostgres start(Path root) throws IOException, InterruptedException {
    Path dataDirectory = root.resolve("postgres");
    refuseOtherMajorVersion(dataDirectory);
    StalePostmaster.clear(dataDirectory);
    Path passwordFile = root.resolve("postgres-password");
    String password = PrivateFile.readOrCreate(passwordFile, () -> Token.generate("").secret());
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(dataDirectory)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setOverrideWorkingDirectory(root.resolve("postgres-binaries").toFile())
            .setPGStartupWait(STARTUP_TIMEOUT)
            // Handed to initdb, which the first start runs.
            .setLocaleConfig("pwfile", passwordFile.toString())
            .setLocaleConfig("locale", "C.UTF-8")
            .setDataDirectoryCustomizer(PersistentPostgres::requirePassword)
            .setConnectConfig("password", password)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("password_encryption", "scram-sha-256")
            .setOutputRedirector(log(root))
            .setErrorRedirector(log(root))
            .start();
    return new PersistentPostgres(postgres, password);
  }

  @Override
  public String getUsername() {
    return USER;
  }

  @Override
  public String getPassword() {
    return password;
  }

  @Override
  public String getJdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort());
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }

  private static ProcessBuilder.Redirect log(Path root) {
    return ProcessBuilder.Redirect.appendTo(root.resolve("postgres.log").toFile());
  }

  private static void refuseOtherMajorVersion(Path dataDirectory) throws IOException {
    Path versionFile = dataDirectory.resolve("PG_VERSION");
    if (!Files.exists(versionFile)) {
      return;
    }
    String found = Files.readString(versionFile).strip();
    if (!found.equals(MAJOR_VERSION)) {
      throw new IllegalStateException(
          "%s was made by PostgreSQL %s and this Accrue brings PostgreSQL %s; use the Accrue that made it, or another --data directory"
              .formatted(dataDirectory, found, MAJOR_VERSION));
    }
  }

  /// The binaries' own initdb trusts every local user.
  private static void requirePassword(File dataDirectory) {
    try {
      Files.writeString(
          dataDirectory.toPath().resolve("pg_hba.conf"),
          "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write pg_hba.conf in " + dataDirectory, e);
    }
  }
}
