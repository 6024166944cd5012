package dev.accrue.embedded;

import dev.accrue.Accrue;
import dev.accrue.cli.PrivateFile;
import dev.accrue.secret.SecretBox;
import dev.accrue.team.FirstStart;
import dev.accrue.team.Token;
import dev.accrue.team.TokenIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// Everything on one machine: PostgreSQL, the server in this process, and a worker process. What
/// was started is stopped in reverse, however far the start has come.
final class EmbeddedPlatform {

  private static final Duration LOCAL_TOKEN_VALIDITY = Duration.ofDays(365);
  private static final Duration LOCAL_TOKEN_RENEWAL = Duration.ofDays(30);

  private final Path root;
  private final int port;
  private final List<String> workerArguments;
  private final Deque<Started> started = new ArrayDeque<>();
  private boolean stopped;
  private volatile @Nullable ConfigurableApplicationContext server;

  /// Something that runs, and how to end it.
  private interface Started {
    void stop() throws Exception;
  }

  EmbeddedPlatform(PlatformOptions options) {
    this.root = options.dataDirectory();
    this.port = options.port;
    this.workerArguments =
        Stream.of(options.labels.arguments(), options.standby.arguments())
            .flatMap(List::stream)
            .toList();
  }

  /// Starts on the data directory, making it at the first start.
  ///
  /// @throws IllegalStateException with a sentence for the person at the terminal when it cannot
  void start() throws IOException, InterruptedException {
    LoopbackPort.requireFree(port);
    DataDirectoryLock lock = DataDirectoryLock.take(root);
    keep(lock::close);
    PersistentPostgres postgres = PersistentPostgres.start(root);
    keep(postgres::close);
    ConfigurableApplicationContext context = startServer(postgres);
    keep(context::close);
    server = context;
    writeLocalToken(context);
    WorkerSupervisor worker =
        WorkerSupervisor.start(root, url(), workerToken(context), workerArguments);
    keep(worker::stop);
  }

  /// Stops what was started, the newest first, and lets nothing more be started.
  synchronized void stop() {
    stopped = true;
    while (!started.isEmpty()) {
      stopQuietly(started.pop());
    }
  }

  /// Whether the server has started and nobody has asked it to stop.
  synchronized boolean serves() {
    return server != null && !stopped;
  }

  /// Where the dashboard and the API listen.
  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// The administrator's password, if this start made it up.
  Optional<String> firstPassword() {
    return server().getBean(FirstStart.class).takePassword();
  }

  /// With which the command line on this machine acts as the administrator.
  String localToken() throws IOException {
    return Files.readString(localTokenFile()).strip();
  }

  private synchronized void keep(Started part) {
    if (stopped) {
      stopQuietly(part);
      throw new IllegalStateException("stopped while starting");
    }
    started.push(part);
  }

  private static void stopQuietly(Started part) {
    try {
      part.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      System.err.println("accrue: a part of the platform did not stop cleanly: " + e);
    }
  }

  private ConfigurableApplicationContext server() {
    return Objects.requireNonNull(server, "not started");
  }

  private ConfigurableApplicationContext startServer(PersistentPostgres postgres)
      throws IOException {
    Path secretKey = root.resolve("secret-key");
    PrivateFile.readOrCreate(secretKey, SecretBox::newKey);
    return new SpringApplicationBuilder(Accrue.class)
        .bannerMode(Banner.Mode.OFF)
        .registerShutdownHook(false)
        .initializers((GenericApplicationContext context) ->
            context.registerBean(
                "embeddedPostgres",
                JdbcConnectionDetails.class,
                () -> postgres,
                // Closed here, after the connection pool.
                definition -> ((AbstractBeanDefinition) definition).setDestroyMethodName("")))
        .main(Accrue.class)
        // As arguments, because application.yaml would win over properties.
        .run(
            "--server.port=" + port,
            "--accrue.secrets.key-file=" + secretKey,
            "--logging.file.name=" + root.resolve("accrue.log"),
            "--logging.threshold.console=OFF");
  }

  private Path workerToken(ConfigurableApplicationContext context) throws IOException {
    Path file = root.resolve("worker-token");
    TokenIssuer issuer = context.getBean(TokenIssuer.class);
    PrivateFile.readOrCreate(file, () -> issuer.replaceWorkerToken("local").secret());
    return file;
  }

  private Path localTokenFile() {
    return root.resolve("cli-token");
  }

  private void writeLocalToken(ConfigurableApplicationContext context) throws IOException {
    Path file = localTokenFile();
    Instant renewBefore = context.getBean(Clock.class).instant().minus(LOCAL_TOKEN_RENEWAL);
    if (Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isAfter(renewBefore)) {
      return;
    }
    UUID administrator = context.getBean(FirstStart.class).administratorId();
    Token token =
        context
            .getBean(TokenIssuer.class)
            .issueApiToken(administrator, "command line on this machine", LOCAL_TOKEN_VALIDITY);
    PrivateFile.write(file, token.secret());
  }
}
