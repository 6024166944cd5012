import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the platform on an empty directory, and job after job on its one device: each is submitted, and canceled when its
/// first point is there. Between two jobs the device is idle for a while.
///
///     java FirstPoint.java JAR SPEC [--quick] [--jobs N] [-- OPTIONS OF up]
final class FirstPoint implements AutoCloseable {

  private static final Duration IDLE = Duration.ofSeconds(8);
  private static final Duration REST = Duration.ofSeconds(2);
  private static final Duration RESTING = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path data;
  private final URI url;
  private final Process platform;
  private String token = "";

  /// One job's times from its submission on, in milliseconds.
  ///
  /// @param accepted the answer to the submission
  /// @param assigned the scheduler gave it the device
  /// @param described its trainer asked what to train
  /// @param firstPoint the first point of its loss is read
  record Times(long accepted, long assigned, long described, long firstPoint) {}

  private FirstPoint(Path jar, List<String> options) throws IOException {
    data = Files.createTempDirectory("accrue-first-point");
    int port = freePort();
    url = URI.create("http://127.0.0.1:" + port);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString(),
                "up",
                "--data",
                data.resolve("platform").toString(),
                "--port",
                Integer.toString(port)));
    command.addAll(options);
    platform =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(data.resolve("console").toFile()).start();
  }

  public static void main(String[] args) throws Exception {
    List<String> rest = new ArrayList<>(List.of(args));
    Path jar = Path.of(rest.removeFirst());
    String spec = Files.readString(Path.of(rest.removeFirst()));
    int separator = rest.indexOf("--");
    List<String> options = separator < 0 ? List.of() : rest.subList(separator + 1, rest.size());
    List<String> own = separator < 0 ? rest : rest.subList(0, separator);
    int jobs = own.contains("--jobs") ? Integer.parseInt(own.get(own.indexOf("--jobs") + 1)) : 10;
    if (own.contains("--quick")) {
      jobs = 2;
    }
    List<Long> later = new ArrayList<>();
    long first;
    try (FirstPoint bench = new FirstPoint(jar, options)) {
      bench.awaitReady();
      bench.idle();
      first = bench.measure("first", spec).firstPoint();
      for (int job = 1; job <= jobs; job++) {
        bench.idle();
        later.add(bench.measure("job " + job, spec).firstPoint());
      }
    }
    List<Long> sorted = later.stream().sorted().toList();
    System.out.printf(Locale.ROOT, "figure start.first-job-ms %d ms%n", first);
    System.out.printf(Locale.ROOT, "figure start.first-point-min-ms %d ms%n", sorted.getFirst());
    System.out.printf(Locale.ROOT, "figure start.first-point-ms %d ms%n", sorted.get(sorted.size() / 2));
    System.out.printf(Locale.ROOT, "figure start.first-point-max-ms %d ms%n", sorted.getLast());
  }

  private void awaitReady() throws Exception {
    Path tokenFile = data.resolve("platform/cli-token");
    await("the platform to be ready", () -> Files.readString(data.resolve("console")).contains("Ctrl-C"));
    token = Files.readString(tokenFile).strip();
  }

  /// Waits a while, and until trainers that stand by have come to rest: what is measured is a job on an idle device.
  private void idle() throws Exception {
    LockSupport.parkNanos(IDLE.toNanos());
    await(
        "the trainers to rest",
        () -> {
          Duration before = trainersTime();
          LockSupport.parkNanos(REST.toNanos());
          return trainersTime().minus(before).compareTo(RESTING) < 0;
        });
  }

  private Duration trainersTime() {
    return platform
        .descendants()
        .filter(FirstPoint::isTrainer)
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static boolean isTrainer(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).contains("TrainerMain");
    } catch (IOException e) {
      return false; // it has ended, or this is not Linux
    }
  }

  private Times measure(String name, String spec) throws Exception {
    Instant submitted = Instant.now();
    long begin = System.nanoTime();
    HttpRequest.Builder submission =
        request("/api/v1/jobs").header("Content-Type", "application/yaml").POST(HttpRequest.BodyPublishers.ofString(spec));
    String id = find("\"id\":\"([0-9a-f-]{36})\"", send(submission));
    long accepted = millisSince(begin);
    await(
        "the first point",
        () -> get("/api/v1/jobs/%s/series?names=train/loss".formatted(id)).contains("\"values\":["));
    long firstPoint = millisSince(begin);
    String events = get("/api/v1/jobs/%s/events".formatted(id));
    Times times =
        new Times(accepted, reached(events, "ASSIGNED", submitted), reached(events, "RUNNING", submitted), firstPoint);
    System.out.printf(
        Locale.ROOT,
        "%-8s accepted %5d  assigned %5d  described %5d  first point %5d ms%n",
        name,
        times.accepted,
        times.assigned,
        times.described,
        times.firstPoint);
    send(request("/api/v1/jobs/%s/cancel".formatted(id)).POST(HttpRequest.BodyPublishers.noBody()));
    await("the end of the job", () -> get("/api/v1/jobs/" + id).contains("\"state\":\"CANCELED\""));
    return times;
  }

  private static long reached(String events, String state, Instant since) {
    for (String event : events.split("\\{")) {
      if (event.contains("\"to\":\"" + state + "\"")) {
        return Duration.between(since, Instant.parse(find("\"at\":\"([^\"]+)\"", event))).toMillis();
      }
    }
    throw new IllegalStateException("the job never was " + state + ": " + events);
  }

  private static long millisSince(long begin) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end || !platform.isAlive()) {
        throw new IllegalStateException("waited in vain for " + what + ":\n" + Files.readString(data.resolve("console")));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private String get(String path) throws Exception {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException("%s was answered %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
    }
    return response.body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws Exception {
    platform.destroy();
    if (!platform.waitFor(30, TimeUnit.SECONDS)) {
      platform.destroyForcibly();
    }
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
