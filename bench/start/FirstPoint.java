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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Runs the platform, and job after job on its one device: each is submitted, and canceled when its first point is
/// there. Between two jobs the device is idle until another trainer has warmed up and rests.
///
///     java FirstPoint.java JAR SPEC [--quick] [--jobs N] [--first-at-once] [--data FOLDER] [--cache FILE] [-- OPTIONS OF up]
///
/// Without `--data` the folder is an empty one. With `--cache` Java starts from what it learned, and learns it where the
/// file is missing. With `--jobs 0` only the start is measured.
final class FirstPoint implements AutoCloseable {

  /// After which no trainer is waited for any longer that would stand by.
  private static final Duration IDLE = Duration.ofSeconds(8);

  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration RESTING = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path scratch;
  private final Path data;
  private final URI url;
  private final Process platform;
  private final long begin;
  private String token = "";

  /// One job's times from its submission on, in milliseconds.
  ///
  /// @param accepted the answer to the submission
  /// @param assigned the scheduler gave it the device
  /// @param described its trainer asked what to train
  /// @param firstPoint the first point of its loss is read
  record Times(long accepted, long assigned, long described, long firstPoint) {}

  private FirstPoint(Path jar, Optional<Path> folder, List<String> javaOptions, List<String> options) throws IOException {
    scratch = Files.createTempDirectory("accrue-first-point");
    data = folder.orElse(scratch.resolve("platform"));
    int port = freePort();
    url = URI.create("http://127.0.0.1:" + port);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As in the script ./accrue.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar.toString(), "up"));
    command.addAll(List.of("--data", data.toString(), "--port", Integer.toString(port)));
    command.addAll(options);
    begin = System.nanoTime();
    platform =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(scratch.resolve("console").toFile()).start();
  }

  public static void main(String[] args) throws Exception {
    List<String> rest = new ArrayList<>(List.of(args));
    Path jar = Path.of(rest.removeFirst());
    String spec = Files.readString(Path.of(rest.removeFirst()));
    int separator = rest.indexOf("--");
    List<String> options = separator < 0 ? List.of() : rest.subList(separator + 1, rest.size());
    List<String> own = separator < 0 ? rest : rest.subList(0, separator);
    int jobs = own.contains("--quick") ? 2 : find(own, "--jobs").map(Integer::valueOf).orElse(10);
    long ready;
    long first = 0;
    List<Long> later = new ArrayList<>();
    try (FirstPoint bench = new FirstPoint(jar, find(own, "--data").map(Path::of), cacheOptions(own), options)) {
      ready = bench.awaitReady();
      if (jobs > 0) {
        if (!own.contains("--first-at-once")) {
          bench.idle();
        }
        first = bench.measure("first", spec).firstPoint();
      }
      for (int job = 1; job <= jobs; job++) {
        bench.idle();
        later.add(bench.measure("job " + job, spec).firstPoint());
      }
    }
    System.out.printf(Locale.ROOT, "figure start.ready-ms %d ms%n", ready);
    if (jobs == 0) {
      return;
    }
    List<Long> sorted = later.stream().sorted().toList();
    System.out.printf(Locale.ROOT, "figure start.first-job-ms %d ms%n", first);
    System.out.printf(Locale.ROOT, "figure start.first-point-min-ms %d ms%n", sorted.getFirst());
    System.out.printf(Locale.ROOT, "figure start.first-point-ms %d ms%n", sorted.get(sorted.size() / 2));
    System.out.printf(Locale.ROOT, "figure start.first-point-max-ms %d ms%n", sorted.getLast());
  }

  private static Optional<String> find(List<String> words, String option) {
    int index = words.indexOf(option);
    return index < 0 ? Optional.empty() : Optional.of(words.get(index + 1));
  }

  private static List<String> cacheOptions(List<String> words) {
    return find(words, "--cache")
        .map(
            file ->
                Files.exists(Path.of(file))
                    // Fails where the cache is of another jar, which would be passed over otherwise.
                    ? List.of("-XX:AOTCache=" + file, "-XX:AOTMode=on")
                    : List.of("-XX:AOTCacheOutput=" + file))
        .orElse(List.of());
  }

  /// @return milliseconds from the start of the process on
  private long awaitReady() throws Exception {
    await("the platform to be ready", () -> Files.readString(scratch.resolve("console")).contains("Ctrl-C"));
    long ready = millisSince(begin);
    token = Files.readString(data.resolve("cli-token")).strip();
    return ready;
  }

  /// Waits until a trainer stands by and rests: what is measured is a job on an idle device.
  private void idle() throws Exception {
    long since = System.nanoTime();
    await(
        "the trainers to rest",
        () -> {
          Map<Long, Duration> before = trainers();
          LockSupport.parkNanos(REST.toNanos());
          Map<Long, Duration> after = trainers();
          boolean expected = !after.isEmpty() || millisSince(since) > IDLE.toMillis();
          return expected && after.keySet().equals(before.keySet()) && total(after).minus(total(before)).compareTo(RESTING) < 0;
        });
  }

  /// The processor time of each.
  private Map<Long, Duration> trainers() {
    return platform
        .descendants()
        .filter(FirstPoint::isTrainer)
        .collect(Collectors.toMap(ProcessHandle::pid, process -> process.info().totalCpuDuration().orElse(Duration.ZERO)));
  }

  private static Duration total(Map<Long, Duration> times) {
    return times.values().stream().reduce(Duration.ZERO, Duration::plus);
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
        throw new IllegalStateException("waited in vain for " + what + ":\n" + Files.readString(scratch.resolve("console")));
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
    if (!platform.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) { // one that learned writes it down now
      platform.destroyForcibly();
    }
    try (var files = Files.walk(scratch)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
