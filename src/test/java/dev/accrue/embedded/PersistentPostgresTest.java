package dev.accrue.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.worker.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistentPostgresTest {

  @TempDir Path root;

  @Test
  void keepsWhatWasCommittedAcrossRestarts() throws Exception {
    try (PersistentPostgres postgres = PersistentPostgres.start(root)) {
      execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (PersistentPostgres postgres = PersistentPostgres.start(root)) {
      assertThat(query(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void takesOverFromAPostgresThatItsPlatformLeftRunning() throws Exception {
    startInAPlatformThatDies();
    ProcessHandle orphan = postmaster();
    assertThat(orphan.isAlive()).isTrue();
    try (PersistentPostgres postgres = PersistentPostgres.start(root)) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(query(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void recoversFromAPostgresThatWasKilled() throws Exception {
    startInAPlatformThatDies();
    ProcessHandle postmaster = postmaster();
    postmaster.destroyForcibly();
    postmaster.onExit().join();
    assertThat(root.resolve("postgres/postmaster.pid")).exists();
    try (PersistentPostgres postgres = PersistentPostgres.start(root)) {
      assertThat(query(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void leavesAnotherProcessAloneThatWasGivenTheDeadPostmastersNumber() throws Exception {
    Path dataDirectory = Files.createDirectories(root.resolve("postgres"));
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(dataDirectory.resolve("postmaster.pid"), other.pid() + "\n");
      StalePostmaster.clear(dataDirectory);
      assertThat(other.isAlive()).isTrue();
      assertThat(dataDirectory.resolve("postmaster.pid")).doesNotExist();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void forcesEveryCommitToDiskAndAsksForAPassword() throws Exception {
    try (PersistentPostgres postgres = PersistentPostgres.start(root)) {
      assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.getJdbcUrl(), "postgres", "wrong").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void refusesADirectoryOfAnotherMajorVersion() throws Exception {
    Path dataDirectory = Files.createDirectories(root.resolve("postgres"));
    Files.writeString(dataDirectory.resolve("PG_VERSION"), "16\n");
    assertThatThrownBy(() -> PersistentPostgres.start(root))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PostgreSQL 16")
        .hasMessageContaining("another --data directory");
  }

  private void startInAPlatformThatDies() throws Exception {
    List<String> command =
        new ArrayList<>(JavaCommand.build(DyingPlatform.class.getName(), List.of("-Xmx256m")));
    command.add(root.toString());
    Path log = root.resolve("dying-platform.log");
    Process dying =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(dying.waitFor()).as(() -> read(log)).isEqualTo(137);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessHandle postmaster() throws Exception {
    String pid = Files.readAllLines(root.resolve("postgres/postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void execute(PersistentPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(PersistentPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Connection connect(PersistentPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
  }
}
