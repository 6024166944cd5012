package dev.accrue.embedded;

import dev.accrue.Accrue;
import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// Everything on one machine: PostgreSQL, the server in this process, and a worker process. Closing
/// it stops them in the order in which they depend on each other.
final class EmbeddedPlatform implements AutoCloseable {

  private static final Duration LOCAL_TOKEN_VALIDITY = Duration.ofDays(365);
  private static final Duration LOCAL_TOKEN_RENEWAL = Duration.ofDays(30);

  private final DataDirectoryLock lock;
  private final PersistentPostgres postgres;
  private final ConfigurableApplicationContext server;
  private final WorkerSupervisor worker;
  private final URI url;
  private final Path localTokenFile;

  private EmbeddedPlatform(
      DataDirectoryLock lock,
      PersistentPostgres postgres,
      ConfigurableApplicationContext server,
      WorkerSupervisor worker,
      URI url,
      Path localTokenFile) {
    this.lock = lock;
    this.postgres = postgres;
    this.server = server;
    this.worker = worker;
    this.url = url;
    this.localTokenFile = localTokenFile;
  }

  /// Starts on the data directory, making it at the first start.
  ///
  /// @throws IllegalStateException with a sentence for the person at the terminal when it cannot
  static EmbeddedPlatform start(PlatformOptions options) throws IOException, InterruptedException {
    Path root = options.dataDirectory();
    LoopbackPort.requireFree(options.port);
    DataDirectoryLock lock = DataDirectoryLock.take(root);
    PersistentPostgres postgres = PersistentPostgres.start(root);
    try {
      ConfigurableApplicationContext server = startServer(postgres, options.port, root);
      URI url = URI.create("http://127.0.0.1:" + options.port);
      Path workerTokenFile = workerToken(server, root);
      return new EmbeddedPlatform(
          lock,
          postgres,
          server,
          WorkerSupervisor.start(root, url, workerTokenFile),
          url,
          localToken(server, root));
    } catch (RuntimeException e) {
      // Otherwise PostgreSQL would outlive the start that failed.
      postgres.close();
      throw e;
    }
  }

  /// Where the dashboard and the API listen.
  URI url() {
    return url;
  }

  /// The administrator's password, if this start made it up.
  Optional<String> firstPassword() {
    return server.getBean(FirstStart.class).takePassword();
  }

  /// With which the command line on this machine acts as the administrator.
  String localToken() throws IOException {
    return Files.readString(localTokenFile).strip();
  }

  @Override
  public void close() {
    try (lock;
        postgres;
        server) {
      worker.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ConfigurableApplicationContext startServer(
      PersistentPostgres postgres, int port, Path root) {
    return new SpringApplicationBuilder(Accrue.class)
        .bannerMode(Banner.Mode.OFF)
        .registerShutdownHook(false)
        .initializers((GenericApplicationContext context) ->
            context.registerBean(
                "embeddedPostgres",
                JdbcConnectionDetails.class,
                () -> postgres,
                // Closed here, after the connection pool.
                definition ->
                    ((org.springframework.beans.factory.support.AbstractBeanDefinition) definition)
                        .setDestroyMethodName("")))
        .properties(
            Map.of(
                "server.port",
                port,
                "logging.file.name",
                root.resolve("accrue.log").toString(),
                "logging.threshold.console",
                "OFF"))
        .run();
  }

  private static Path workerToken(ConfigurableApplicationContext server, Path root)
      throws IOException {
    Path file = root.resolve("worker-token");
    TokenIssuer issuer = server.getBean(TokenIssuer.class);
    PrivateFile.readOrCreate(file, () -> issuer.issueWorkerToken("local").secret());
    return file;
  }

  private static Path localToken(ConfigurableApplicationContext server, Path root)
      throws IOException {
    Path file = root.resolve("cli-token");
    Instant now = server.getBean(java.time.Clock.class).instant();
    if (!Files.exists(file)
        || Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(LOCAL_TOKEN_RENEWAL))) {
      PrivateFile.write(
          file,
          server
              .getBean(TokenIssuer.class)
              .issueApiToken(
                  server.getBean(FirstStart.class).administratorId(),
                  "command line on this machine",
                  LOCAL_TOKEN_VALIDITY)
              .secret());
    }
    return file;
  }
}
