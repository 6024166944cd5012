package dev.accrue.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import dev.accrue.testing.FreePort;
import dev.accrue.worker.JavaCommand;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/// A server in a process of its own, as `accrue server` starts it, over an embedded PostgreSQL that
/// loses nothing when the machine stops.
public record BenchServer(
    EmbeddedPostgres postgres, long postmaster, Process process, URI url, Path scratch)
    implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(200);

  /// Starts both and waits until the server answers.
  public static BenchServer start(Path scratch) throws Exception {
    return start(scratch, Map.of());
  }

  /// Starts both, the server with more in its environment.
  public static BenchServer start(Path scratch, Map<String, String> environment) throws Exception {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    URI url = URI.create("http://127.0.0.1:" + FreePort.find());
    BenchServer server =
        new BenchServer(
            postgres,
            postmaster(postgres),
            process(postgres, url, scratch, environment),
            url,
            scratch);
    server.awaitHealth();
    return server;
  }

  /// The process that all of PostgreSQL's others are children of.
  private static long postmaster(EmbeddedPostgres postgres) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow().pid();
    }
  }

  private static Process process(
      EmbeddedPostgres postgres, URI url, Path scratch, Map<String, String> environment)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            JavaCommand.build(
                "dev.accrue.launch.Launcher",
                List.of("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED")));
    command.add("server");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_PORT",
                Integer.toString(url.getPort()),
                "SPRING_DATASOURCE_URL",
                postgres.getJdbcUrl("postgres", "postgres"),
                "SPRING_DATASOURCE_USERNAME",
                "postgres",
                "SPRING_DATASOURCE_PASSWORD",
                "postgres",
                "SERVER_TOMCAT_ACCESSLOG_ENABLED",
                "true",
                "SERVER_TOMCAT_ACCESSLOG_BUFFERED",
                "false",
                "SERVER_TOMCAT_ACCESSLOG_PATTERN",
                "%m %U %{Content-Length}i",
                "SERVER_TOMCAT_ACCESSLOG_DIRECTORY",
                scratch.toString()));
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve("server.log").toFile())
        .start();
  }

  private void awaitHealth() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/actuator/health")).build();
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end && process.isAlive()) {
        try {
          if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // not yet
        }
        Thread.sleep(POLL);
      }
    }
    close();
    throw new IOException("the server did not start; see server.log in the scratch directory");
  }

  /// What a benchmark does with a server that runs.
  @FunctionalInterface
  public interface Measurement {
    /// Measures, and prints the figures last.
    void run(BenchServer server, DataSource database, Arguments arguments) throws Exception;
  }

  /// The main program of a benchmark: a server in a folder of its own below `--scratch`, for as
  /// long as it is measured.
  public static void measure(String[] words, Measurement measurement) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    Arguments arguments = Arguments.of(words);
    Path parent = Files.createDirectories(arguments.path("--scratch"));
    try (BenchServer server = start(Files.createTempDirectory(parent, "run").toAbsolutePath());
        HikariDataSource database = server.database()) {
      measurement.run(server, database, arguments);
    }
  }

  /// Connections to its database; closed by who asked.
  @SuppressWarnings("MustBeClosedChecker")
  private HikariDataSource database() {
    HikariDataSource database = new HikariDataSource();
    database.setJdbcUrl(postgres().getJdbcUrl("postgres", "postgres"));
    database.setMaximumPoolSize(3);
    return database;
  }

  /// Waits until the server has nothing to do: at first it imports the data sets that come with it.
  public void awaitIdle() throws InterruptedException {
    Duration before = Duration.ZERO;
    for (Duration now = time(process.toHandle());
        now.minus(before).compareTo(POLL.dividedBy(10)) > 0;
        now = time(process.toHandle())) {
      before = now;
      Thread.sleep(POLL.multipliedBy(5));
    }
  }

  /// How many bytes came in uploads so far, whatever became of them.
  public long uploadedBytes() throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(scratch, "access_log*")) {
      long bytes = 0;
      for (Path log : logs) {
        for (String line : Files.readAllLines(log)) {
          String[] words = line.split(" ", 3);
          boolean upload = words[0].equals("PUT") || words[1].endsWith("/blobs/write");
          bytes += upload ? Long.parseLong(words[2]) : 0;
        }
      }
      return bytes;
    }
  }

  /// Of this process, the server's and PostgreSQL's with its connections.
  public ProcessorTimes processorTimes() {
    Duration all =
        ProcessHandle.allProcesses()
            .filter(it ->
                it.pid() == postmaster
                    || it.parent().filter(parent -> parent.pid() == postmaster).isPresent())
            .map(BenchServer::time)
            .reduce(Duration.ZERO, Duration::plus);
    return new ProcessorTimes(time(ProcessHandle.current()), time(process.toHandle()), all);
  }

  private static Duration time(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    postgres.close();
  }
}
