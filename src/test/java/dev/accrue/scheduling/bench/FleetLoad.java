package dev.accrue.scheduling.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.bench.Arguments;
import dev.accrue.team.Token;
import dev.accrue.testing.FreePort;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestRows;
import dev.accrue.worker.JavaCommand;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// A real server on a real PostgreSQL with a long queue, and workers that speak to it over HTTP as
/// agents and trainers do but train nothing: each job runs for some seconds and succeeds. Counts the
/// placements that reach a worker, and times the first page of the list of jobs meanwhile.
///
///     --scratch DIRECTORY [--quick]
public final class FleetLoad {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration LIST_INTERVAL = Duration.ofMillis(200);
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int DEVICES_PER_WORKER = 8;
  private static final int TEAMS = 50;
  private static final Duration JOB_TIME = Duration.ofSeconds(3);

  private static final String SPEC =
      """
      {"apiVersion": "accrue/v1", "name": "load", "team": "default",
       "model": {"architecture": "mlp", "hidden": [8]},
       "data": {"dataset": "load", "trainSplit": "train", "validationSplit": "test"},
       "training": {"batch": {"effective": 10, "micro": 5}, "optimizerSteps": 1000,
         "optimizer": {"name": "sgd"}, "learningRate": 0.1},
       "checkpoints": {"everyOptimizerSteps": 10, "keepLast": 2}, "retries": {"max": 1}}
      """;

  /// @param devices of all workers
  /// @param queued jobs at the beginning
  /// @param warmUp before the clock starts, after which all devices are in use
  private record Extent(int devices, int queued, Duration warmUp, Duration measured) {}

  private final Extent extent;
  private final Path scratch;
  private final URI url;
  private final String workerToken = Token.generate(Token.WORKER_PREFIX).secret();
  private final String apiToken = Token.generate(Token.API_PREFIX).secret();
  private final AtomicLong placements = new AtomicLong();
  private final AtomicLong ends = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  private FleetLoad(Extent extent, Path scratch) throws IOException {
    this.extent = extent;
    this.scratch = scratch;
    this.url = URI.create("http://127.0.0.1:" + FreePort.find());
  }

  /// Prints the figures last.
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words);
    Extent extent =
        arguments.has("--quick")
            ? new Extent(400, 10_000, Duration.ofSeconds(5), Duration.ofSeconds(10))
            : new Extent(1_000, 95_000, Duration.ofSeconds(240), Duration.ofSeconds(60));
    // Each worker and trainer speaks over a connection that it keeps. The JDK's older client takes
    // less of the machine that it shares with the server than the newer one.
    System.setProperty("http.maxConnections", "500");
    Path scratch = Files.createDirectories(arguments.path("--scratch")).toAbsolutePath();
    new FleetLoad(extent, scratch).run();
  }

  private void run() throws Exception {
    Runnable figures;
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setServerConfig("max_connections", "100").start();
        HikariDataSource database = pool(postgres)) {
      Process server = server(postgres);
      try {
        awaitServer(server);
        fill(JdbcClient.create(database));
        figures = measure(JdbcClient.create(database));
      } finally {
        over = true;
        server.destroy();
        if (!server.waitFor(30, TimeUnit.SECONDS)) {
          server.destroyForcibly();
        }
      }
    }
    figures.run();
  }

  private static HikariDataSource pool(EmbeddedPostgres postgres) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
    pool.setMaximumPoolSize(2);
    return pool;
  }

  private Process server(EmbeddedPostgres postgres) throws IOException {
    List<String> command =
        new ArrayList<>(
            JavaCommand.build(
                "dev.accrue.launch.Launcher",
                List.of("-XX:+UseSerialGC", "-Xmx768m", "--enable-native-access=ALL-UNNAMED")));
    command.add("server");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_PORT", Integer.toString(url.getPort()),
                "SPRING_DATASOURCE_URL", postgres.getJdbcUrl("postgres", "postgres"),
                "SPRING_DATASOURCE_USERNAME", "postgres",
                "SPRING_DATASOURCE_PASSWORD", "postgres",
                "ACCRUE_DATASET_BUILT_IN_LOCATION", "classpath:none"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve("server.log").toFile())
        .start();
  }

  private void awaitServer(Process server) throws Exception {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() < end && server.isAlive()) {
      try {
        if (get("/actuator/health", "").status() == 200) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      Thread.sleep(LIST_INTERVAL);
    }
    throw new IOException("the server did not start; see " + scratch.resolve("server.log"));
  }

  /// Teams, the two tokens, one job by REST, and as many copies of its row as there shall be.
  private void fill(JdbcClient jdbc) throws Exception {
    TestDatasets.insert(jdbc, null, "load", 1000, 100, "28,28");
    jdbc.sql(
            """
            INSERT INTO worker_token (id, name, token_hash, created_at)
            VALUES (gen_random_uuid(), 'load', :hash, now())
            """)
        .param("hash", Token.hash(workerToken))
        .update();
    new TestRows(jdbc).administratorToken(apiToken);
    jdbc.sql(
            """
            INSERT INTO team (id, name, created_at)
            SELECT gen_random_uuid(), 'load-' || n, now() FROM generate_series(1, :teams) n
            """)
        .param("teams", TEAMS)
        .update();
    expect(201, post("/api/v1/jobs", apiToken, SPEC));
    int copies =
        jdbc.sql(
                """
                WITH pattern AS MATERIALIZED (SELECT to_jsonb(j) AS job FROM job j)
                INSERT INTO job SELECT copy.* FROM pattern,
                  (SELECT id FROM team WHERE name LIKE 'load-%') t,
                  generate_series(1, :each) g,
                  LATERAL jsonb_populate_record(NULL::job, pattern.job || jsonb_build_object(
                    'id', gen_random_uuid(), 'team_id', t.id, 'name', 'load-' || g,
                    'idempotency_key', NULL, 'state', 'QUEUED', 'started_at', NULL,
                    'queued_at', now() + g * interval '1 millisecond')) copy
                """)
            .param("each", extent.queued() / TEAMS)
            .update();
    jdbc.sql("ANALYZE").update();
    say("%d jobs of %d teams wait", copies, TEAMS);
  }

  /// @return what prints the figures
  private Runnable measure(JdbcClient jdbc) throws Exception {
    List<Thread> workers =
        IntStream.range(0, extent.devices() / DEVICES_PER_WORKER)
            .mapToObj(number -> Thread.ofVirtual().start(() -> new Worker(number).serve()))
            .toList();
    Thread.sleep(extent.warmUp());
    long before = placements.get();
    long start = System.nanoTime();
    List<Double> lists = new ArrayList<>();
    while (System.nanoTime() - start < extent.measured().toNanos()) {
      lists.add(timeList());
      Thread.sleep(LIST_INTERVAL);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long placed = placements.get() - before;
    long running =
        jdbc.sql("SELECT count(*) FROM attempt WHERE ended_at IS NULL").query(Long.class).single();
    long waiting =
        jdbc.sql("SELECT count(*) FROM job WHERE state = 'QUEUED'").query(Long.class).single();
    over = true;
    for (Thread worker : workers) {
      worker.join(Duration.ofSeconds(10));
    }
    Thread.sleep(JOB_TIME); // the last ends
    double[] idle = quietLists();
    double[] sorted = lists.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    say(
        "%d placements in %.1f s with %d attempts running and %d jobs waiting at the end; %d ends; %d"
            + " failed requests%s",
        placed,
        seconds,
        running,
        waiting,
        ends.get(),
        failures.size(),
        failures.isEmpty() ? "" : ", such as " + failures.peek());
    say(
        "first page of the list of jobs, median and 99th percentile: %s ms, and %s ms with nothing"
            + " else to do",
        Arrays.toString(quantiles(sorted)), Arrays.toString(quantiles(idle)));
    return () -> {
      say("figure scheduling.e2e-placements-per-second %.1f 1/s", placed / seconds);
      say("figure scheduling.list-loaded-ms %.1f ms", quantiles(sorted)[0]);
      say("figure scheduling.list-ms %.1f ms", quantiles(idle)[1]);
    };
  }

  /// The same requests once the workers are gone and the queue is as long as before.
  private double[] quietLists() throws Exception {
    double[] times = new double[100];
    for (int i = 0; i < times.length; i++) {
      times[i] = timeList();
    }
    Arrays.sort(times);
    return times;
  }

  private double timeList() throws Exception {
    long asked = System.nanoTime();
    expect(200, get("/api/v1/jobs?limit=50", apiToken));
    return (System.nanoTime() - asked) / 1e6;
  }

  private static double[] quantiles(double[] sorted) {
    return new double[] {sorted[sorted.length / 2], sorted[(int) (0.99 * (sorted.length - 1))]};
  }

  /// A worker with its trainers.
  private final class Worker {

    private final UUID id = UUID.randomUUID();
    private final UUID incarnation = UUID.randomUUID();
    private final int number;
    private final Set<UUID> attempts = ConcurrentHashMap.newKeySet();

    Worker(int number) {
      this.number = number;
    }

    void serve() {
      try {
        register();
        while (!over) {
          beat();
          Thread.sleep(Duration.ofSeconds(1));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }

    private void register() throws IOException {
      List<DeviceInfo> devices =
          IntStream.range(0, DEVICES_PER_WORKER)
              .mapToObj(ordinal -> DeviceInfo.cpuSlot(ordinal, "slot", 1L << 30, 1))
              .toList();
      RegisterWorker body =
          new RegisterWorker(id, incarnation, "load-" + number, Map.of(), devices);
      expect(200, post("/worker/v1/workers", workerToken, JSON.writeValueAsString(body)));
    }

    private void beat() {
      try {
        Answer answer =
            post(
                "/worker/v1/workers/%s/heartbeat".formatted(id),
                workerToken,
                JSON.writeValueAsString(new Heartbeat(incarnation, List.copyOf(attempts))));
        expect(200, answer);
        HeartbeatReply reply = JSON.readValue(answer.body(), HeartbeatReply.class);
        for (Assignment assignment : reply.assignments()) {
          placements.incrementAndGet();
          attempts.add(assignment.attemptId());
          Thread.ofVirtual().start(() -> train(assignment));
        }
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }

    private void train(Assignment assignment) {
      String path = "/worker/v1/attempts/" + assignment.attemptId();
      String fence = Long.toString(assignment.fencingToken());
      try {
        expect(200, get(path, assignment.leaseToken(), fence));
        Thread.sleep(JOB_TIME);
        String end = JSON.writeValueAsString(new AttemptEnd(EndCause.SUCCEEDED, "done", 0));
        expect(204, post(path + "/end", assignment.leaseToken(), end, fence));
        ends.incrementAndGet();
      } catch (IOException e) {
        failures.add(e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        attempts.remove(assignment.attemptId());
      }
    }
  }

  private record Answer(String request, int status, String body) {}

  private Answer get(String path, String token, String... fence) throws IOException {
    return answer(request(path, token, fence));
  }

  private Answer post(String path, String token, String body, String... fence) throws IOException {
    HttpURLConnection request = request(path, token, fence);
    request.setRequestMethod("POST");
    request.setRequestProperty("Content-Type", "application/json");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    request.setDoOutput(true);
    request.setFixedLengthStreamingMode(bytes.length);
    request.getOutputStream().write(bytes);
    return answer(request);
  }

  private HttpURLConnection request(String path, String token, String... fence) throws IOException {
    HttpURLConnection request = (HttpURLConnection) url.resolve(path).toURL().openConnection();
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    if (!token.isEmpty()) {
      request.setRequestProperty("Authorization", "Bearer " + token);
    }
    for (String value : fence) {
      request.setRequestProperty("Accrue-Fencing-Token", value);
    }
    return request;
  }

  private static Answer answer(HttpURLConnection request) throws IOException {
    int status = request.getResponseCode();
    InputStream body = status < 400 ? request.getInputStream() : request.getErrorStream();
    try (body) {
      String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(request.getURL().toString(), status, text);
    }
  }

  private static void expect(int status, Answer answer) throws IOException {
    if (answer.status() != status) {
      throw new IOException(
          "%s: %d %s".formatted(answer.request(), answer.status(), answer.body()));
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
