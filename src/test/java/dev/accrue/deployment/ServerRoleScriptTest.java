package dev.accrue.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.accrue.testing.FreePort;
import dev.accrue.testing.ServerRole;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/// What the init container of `k8s/overlays/single-node` runs, by bash and psql on a PostgreSQL
/// that asks for passwords. The folders that it mounts are others here, and `postgres` is this
/// machine.
class ServerRoleScriptTest {

  private static final Path OVERLAY = Manifests.KUBERNETES.resolve("overlays/single-node");
  private static final String OWNERS_PASSWORD = "correct'horse battery";
  private static final String ACCESS =
      """
      local all all trust
      host all postgres all trust
      host all all all scram-sha-256
      """;

  @TempDir private Path folder;
  private int port;

  @Test
  void waitsForPostgresAndMakesTheServersRoleBeforeTheFirstStartAndAgainLater() throws Exception {
    assumeTrue(
        Stream.of("bash", "psql", "pg_isready").allMatch(ServerRoleScriptTest::isInstalled),
        "psql or pg_isready is not installed");
    mount("postgres-password", OWNERS_PASSWORD + "\n");
    mount("server-password", ServerRole.PASSWORD + "\n");
    mount("server-role.sql", here(Manifests.text(OVERLAY.resolve("server-role.sql"))));
    Path access = mount("pg_hba.conf", ACCESS);
    port = FreePort.find();
    Process early = script("early");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(output("early")).contains("no response"));

    setUp();
    try (EmbeddedPostgres _ =
        postgres().setPort(port).setServerConfig("hba_file", access.toString()).start()) {
      endsWell(early, "early");
      assertThat(asServer(ServerRole.PASSWORD).queryForObject("SELECT current_user", String.class))
          .isEqualTo(ServerRole.NAME);

      migrate();
      mount("server-password", "another one");
      endsWell(script("late"), "late");

      assertThatThrownBy(() -> asServer(ServerRole.PASSWORD).execute("SELECT 1"))
          .hasStackTraceContaining("password authentication failed");
      JdbcTemplate server = asServer("another one");
      assertThat(server.queryForObject("SELECT count(*) FROM job", Long.class)).isZero();
      for (String change :
          new String[] {
            "DELETE FROM audit_event",
            "UPDATE audit_event SET actor = 'x'",
            "TRUNCATE audit_event",
            "ALTER TABLE audit_event DISABLE TRIGGER ALL"
          }) {
        assertThatThrownBy(() -> server.execute(change))
            .as(change)
            .hasStackTraceContaining(
                change.startsWith("ALTER") ? "must be owner" : "permission denied");
      }
    } finally {
      early.destroyForcibly();
    }
  }

  /// On another port, as the image sets itself up where nobody hears it.
  private void setUp() throws Exception {
    try (EmbeddedPostgres postgres = postgres().start()) {
      JdbcTemplate administrator = new JdbcTemplate(postgres.getPostgresDatabase());
      administrator.execute(
          "CREATE ROLE accrue LOGIN SUPERUSER PASSWORD '%s'"
              .formatted(OWNERS_PASSWORD.replace("'", "''")));
      administrator.execute("CREATE DATABASE accrue OWNER accrue");
    }
  }

  private EmbeddedPostgres.Builder postgres() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false);
  }

  private Path mount(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /// As the container has it but for its folders, which are one here.
  private Process script(String name) throws IOException {
    JsonNode container =
        Manifests.read(OVERLAY.resolve("server-role.yaml"))
            .get(1)
            .at("/spec/template/spec/initContainers/0");
    assertThat(container.get("command").valueStream().map(JsonNode::asString))
        .containsExactly("bash", "-c");
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", here(container.at("/args/0").asString()));
    bash.environment().put("PGHOSTADDR", "127.0.0.1");
    bash.environment().put("PGPORT", String.valueOf(port));
    return bash.redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }

  private String here(String text) {
    return text.replace("/run/secrets/", folder + "/").replace("/etc/accrue/", folder + "/");
  }

  private String output(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  private void endsWell(Process script, String name) throws Exception {
    assertThat(script.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(script.exitValue()).as(output(name)).isZero();
  }

  private void migrate() {
    Flyway.configure()
        .dataSource(source("accrue", OWNERS_PASSWORD))
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }

  private JdbcTemplate asServer(String password) {
    return new JdbcTemplate(source(ServerRole.NAME, password));
  }

  private DriverManagerDataSource source(String user, String password) {
    return new DriverManagerDataSource(
        "jdbc:postgresql://127.0.0.1:%d/accrue".formatted(port), user, password);
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
