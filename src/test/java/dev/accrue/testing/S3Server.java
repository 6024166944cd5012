package dev.accrue.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/// A real S3 server, S3Proxy over a folder, in a process of its own; one per test JVM. It can be
/// stopped and started again at the same address with the same objects.
public final class S3Server {

  /// Who may use it.
  public static final String ACCESS_KEY = "test-access-key";

  /// Goes with the access key.
  public static final String SECRET_KEY = "test-secret-key";

  /// The one that exists.
  public static final String BUCKET = "accrue-test";

  /// Written by Maven, and not on the class path of the tests.
  private static final Path CLASS_PATH = Path.of("target/s3proxy.classpath");

  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  private final Path folder;
  private final int port;
  private @Nullable Process process;

  private S3Server(Path folder) throws IOException {
    this.folder = folder;
    this.port = FreePort.find();
    Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
    Files.write(
        folder.resolve("s3proxy.properties"),
        List.of(
            "s3proxy.endpoint=" + endpoint(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.identity=unused",
            "jclouds.credential=unused",
            "jclouds.filesystem.basedir=" + folder.resolve("objects")));
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    start();
  }

  /// The running one.
  public static S3Server shared() {
    return Holder.SERVER;
  }

  /// Where it answers.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Starts it again.
  public void start() throws IOException {
    assertThat(CLASS_PATH).as("written by `mvn process-test-resources`").exists();
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Files.readString(CLASS_PATH).strip(),
                "org.gaul.s3proxy.Main",
                "--properties",
                folder.resolve("s3proxy.properties").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    process = started;
    await()
        .atMost(START_TIMEOUT)
        .until(() -> {
          assertThat(started.isAlive())
              .as(() -> "S3Proxy runs; its log is " + folder.resolve("s3proxy.log"))
              .isTrue();
          return answers();
        });
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /// Kills it; what it has answered to is kept.
  public void stop() {
    Process running = Objects.requireNonNull(process, "it was not started");
    running.destroyForcibly();
    running.onExit().join();
  }

  private void end() {
    try {
      stop();
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }

  private static final class Holder {
    static final S3Server SERVER = create();

    private static S3Server create() {
      try {
        return new S3Server(Files.createTempDirectory("accrue-s3-"));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start the tests' S3 server", e);
      }
    }
  }
}
