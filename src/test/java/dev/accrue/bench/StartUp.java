package dev.accrue.bench;

import dev.accrue.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long a server takes from its start to readiness on a database that it knows, with the cache
/// that images bring (JEP 483 and 514) and without it, in turns.
///
///     StartUp --jar JAR --cache FILE --scratch FOLDER [--quick]
///
/// The cache is made where it is missing.
public final class StartUp implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final int ROUNDS = 5;

  private final EmbeddedPostgres postgres;
  private final Path jar;
  private final Path scratch;
  private final HttpClient http = HttpClient.newHttpClient();

  private StartUp(Path jar, Path scratch) throws IOException {
    this.jar = jar;
    this.scratch = scratch;
    this.postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
  }

  /// Measures, and prints a line per figure.
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words);
    Path cache = arguments.path("--cache");
    List<Long> with = new ArrayList<>();
    List<Long> without = new ArrayList<>();
    try (StartUp bench = new StartUp(arguments.path("--jar"), arguments.path("--scratch"))) {
      String flag = Files.exists(cache) ? "-XX:AOTCache=" : "-XX:AOTCacheOutput=";
      long first = bench.measure(List.of(flag + cache));
      System.out.printf(Locale.ROOT, "first start, which fills the database: %d ms%n", first);
      System.out.printf(Locale.ROOT, "cache: %d MB%n", Files.size(cache) / 1_000_000);
      for (int round = 0; round < (arguments.has("--quick") ? 1 : ROUNDS); round++) {
        without.add(bench.measure(List.of()));
        with.add(bench.measure(List.of("-XX:AOTCache=" + cache)));
      }
    }
    System.out.println("without the cache " + without + ", with it " + with);
    figure("startup.ready-ms", with);
    figure("startup.ready-ms.no-aot", without);
  }

  private static void figure(String name, List<Long> values) {
    long median = values.stream().sorted().toList().get(values.size() / 2);
    System.out.printf(Locale.ROOT, "figure %s %d ms%n", name, median);
  }

  /// Starts a server, waits until it is ready, and ends it.
  ///
  /// @return milliseconds from start to readiness
  private long measure(List<String> flags) throws Exception {
    int port = FreePort.find();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(flags);
    command.addAll(List.of("-jar", jar.toString(), "server"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_PORT",
                Integer.toString(port),
                "SPRING_DATASOURCE_URL",
                postgres.getJdbcUrl("postgres", "postgres"),
                "SPRING_DATASOURCE_USERNAME",
                "postgres",
                "SPRING_DATASOURCE_PASSWORD",
                "postgres"));
    long begin = System.nanoTime();
    Process server =
        builder
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("server.log").toFile())
            .start();
    try {
      awaitReadiness(server, URI.create("http://127.0.0.1:%d/".formatted(port)), begin);
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    } finally {
      server.destroy(); // a rehearsal writes its cache now
      if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
    }
  }

  private void awaitReadiness(Process server, URI url, long begin) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/actuator/health/readiness")).build();
    while (System.nanoTime() - begin < PATIENCE.toNanos() && server.isAlive()) {
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new IllegalStateException(
        "the server did not start:\n" + Files.readString(scratch.resolve("server.log")));
  }

  @Override
  public void close() throws IOException {
    http.close();
    postgres.close();
  }
}
