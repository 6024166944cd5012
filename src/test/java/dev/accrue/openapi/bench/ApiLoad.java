package dev.accrue.openapi.bench;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.bench.Arguments;
import dev.accrue.bench.BenchServer;
import dev.accrue.team.Token;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// A server on one processor, asked by this process for what people and programs ask it for, while
/// five hundred streams of fifty jobs' events are open; and a bare Spring endpoint with the same answer.
///
///     --scratch DIRECTORY [--quick] [--cli PROGRAM]
///
/// With `--cli` the command line is timed against this server too, before there is any load.
public final class ApiLoad {

  /// What the bare endpoint answers too.
  static final String LIST = "/api/v1/jobs";

  private static final int STREAMS = 500;
  private static final int STREAMS_OF_A_USER = 25;
  private static final int WATCHED = 50;
  private static final int SENDERS = 8;
  private static final int STEPS = 1000;
  private static final double MEMORY_FACTOR = 1.25;
  private static final long MEMORY_ALLOWANCE_BYTES = 32L << 20;
  private static final Duration WARM_UP = Duration.ofMillis(1_500);
  private static final int COMMANDS = 9;
  private static final int COMMANDS_TO_WARM_UP = 3;
  private static final String UNLIMITED = "1000000";

  private static final Map<String, String> LIMITS =
      Map.of(
          "ACCRUE_LIMIT_TOKEN_REQUESTS_PER_SECOND", UNLIMITED,
          "ACCRUE_LIMIT_ADDRESS_REQUESTS_PER_SECOND", UNLIMITED,
          "ACCRUE_LIMIT_ADDRESS_BURST", UNLIMITED,
          "ACCRUE_LIMIT_TOKEN_BURST", UNLIMITED,
          "ACCRUE_DATASET_BUILT_IN_LOCATION", "classpath:none",
          "SERVER_TOMCAT_ACCESSLOG_ENABLED", "false");

  private final BenchServer server;
  private final JdbcClient jdbc;
  private final Duration each;
  private final Load load = new Load();
  private final List<String> tokens =
      Stream.generate(() -> Token.generate(Token.API_PREFIX).secret())
          .limit(STREAMS / STREAMS_OF_A_USER)
          .toList();

  private ApiLoad(BenchServer server, Duration each) {
    this.server = server;
    this.jdbc = JdbcClient.create(server.postgres().getPostgresDatabase());
    this.each = each;
  }

  /// Prints the figures last.
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words);
    Duration each = Duration.ofMillis(arguments.has("--quick") ? 1_000 : 20_000);
    Path scratch = Files.createDirectories(arguments.path("--scratch")).toAbsolutePath();
    try (BenchServer server = BenchServer.start(scratch, LIMITS)) {
      OneProcessor.pin(server.process().pid());
      new ApiLoad(server, each).run(scratch, arguments.find("--cli"));
    }
  }

  private void run(Path scratch, @Nullable String cli) throws Exception {
    makeUsers();
    double command = cli == null ? 0 : commandMillis(cli);
    UUID job = makeCurve();
    Load.Result submit;
    Load.Result list;
    Load.Result series;
    long before;
    long after;
    fill();
    List<UUID> watched = watched();
    try (OpenStreams streams = open(watched)) {
      warmUp(job);
      before = OneProcessor.liveBytes(server.process().pid());
      Thread changes = Thread.ofVirtual().start(() -> change(watched));
      submit = load.send(SENDERS, each, 201, this::submission);
      list = load.send(SENDERS, each, 200, _ -> get(LIST + "?limit=50"));
      series = load.send(SENDERS, each, 200, _ -> get(curve(job)));
      changes.interrupt();
      changes.join();
      after = OneProcessor.liveBytes(server.process().pid());
      say("%d events reached %d streams", streams.events(), STREAMS);
      requireNone(streams.errors());
    }
    requireNone(load.errors());
    say("%-22s %8s %8s %8s", "", "1/s", "p50 ms", "p99 ms");
    print("submit", submit);
    print("list of 50 jobs", list);
    print("series", series);
    say("live heap %d MiB before, %d MiB after", before >> 20, after >> 20);
    if (after > before * MEMORY_FACTOR + MEMORY_ALLOWANCE_BYTES) {
      throw new IllegalStateException("the server's memory grew");
    }
    // Alone, as the bare endpoint is.
    Load.Result alone = load.send(SENDERS, each, 200, _ -> get(LIST + "?limit=50"));
    Load.Result bare = bare(scratch);
    print("list, no streams", alone);
    print("bare endpoint", bare);
    requireNone(load.errors());
    if (cli != null) {
      say("figure api.cli-start-ms %.1f ms", command);
    }
    say("figure api.submit-per-second %.1f 1/s", submit.perSecond());
    say("figure api.list-p99-ms %.2f ms", list.quantile(0.99));
    say("figure api.over-bare-endpoint %.2f x", bare.perSecond() / alone.perSecond());
  }

  /// The median of `list`, from the program's start to its end; the first ones warm up the server.
  private double commandMillis(String cli) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int run = 0; run < COMMANDS; run++) {
      ProcessBuilder command =
          new ProcessBuilder(cli, "list").redirectOutput(ProcessBuilder.Redirect.DISCARD);
      command.environment().put("ACCRUE_SERVER", server.url().toString());
      command.environment().put("ACCRUE_TOKEN", tokens.getFirst());
      long start = System.nanoTime();
      int status = command.start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("%s list ended with %d".formatted(cli, status));
      }
      times.add((System.nanoTime() - start) / 1e6);
    }
    List<Double> warm = times.subList(COMMANDS_TO_WARM_UP, COMMANDS).stream().sorted().toList();
    return warm.get(warm.size() / 2);
  }

  private static void requireNone(List<String> errors) {
    if (!errors.isEmpty()) {
      throw new IllegalStateException(
          "%d errors, such as %s".formatted(errors.size(), errors.getFirst()));
    }
  }

  private static void print(String name, Load.Result result) {
    say(
        "%-22s %8.1f %8.2f %8.2f",
        name, result.perSecond(), result.quantile(0.5), result.quantile(0.99));
  }

  /// Members of one team, each with a token.
  private void makeUsers() {
    TestDatasets.insert(jdbc, null, "digits", 1000, 100, "28,28");
    jdbc.sql("UPDATE team SET queued_job_limit = 100000").update();
    for (String token : tokens) {
      jdbc.sql(
              """
              WITH made AS (
                INSERT INTO app_user
                  (id, name, password_hash, must_change_password, administrator, created_at)
                VALUES (gen_random_uuid(), 'u' || left(gen_random_uuid()::text, 18), '{noop}none',
                  false, false, now()) RETURNING id),
              joined AS (
                INSERT INTO team_member (team_id, user_id, role)
                SELECT t.id, made.id, 'MEMBER' FROM made, team t WHERE t.name = 'default')
              INSERT INTO api_token
                (id, user_id, name, token_hash, administrator, created_at, expires_at)
              SELECT gen_random_uuid(), id, 'load', :hash, false, now(), now() + interval '1 day'
                FROM made
              """)
          .param("hash", Token.hash(token))
          .update();
    }
  }

  /// A job with a loss for each of its first optimizer steps.
  private UUID makeCurve() throws InterruptedException {
    Token token = Token.generate(Token.WORKER_PREFIX);
    jdbc.sql(
            """
            INSERT INTO worker_token (id, name, token_hash, created_at)
            VALUES (gen_random_uuid(), 'load', :hash, now())
            """)
        .param("hash", token.hash())
        .update();
    TestHttp anonymous = new TestHttp(server.url().toString());
    TestWorker worker =
        new TestWorker(
            UUID.randomUUID(),
            UUID.randomUUID(),
            anonymous.with("Authorization", "Bearer " + token.secret()),
            anonymous);
    worker
        .http()
        .post(
            "/worker/v1/workers",
            new JsonMapper()
                .writeValueAsString(
                    new RegisterWorker(
                        worker.id(),
                        worker.incarnation(),
                        "load",
                        Map.of(),
                        List.of(DeviceInfo.cpuSlot(0, "slot", 1L << 30, 1)))));
    load.once(201, submission(0));
    requireNone(load.errors());
    HeartbeatReply reply = worker.beat();
    while (reply.assignments().isEmpty()) {
      Thread.sleep(200);
      reply = worker.beat();
    }
    TestAttempt attempt = new TestAttempt(reply.assignments().getFirst(), anonymous);
    attempt.describe();
    TestHttp.Answer answer = attempt.sendLosses(1, STEPS, 0.1);
    if (answer.status() != 204) {
      throw new IllegalStateException("the points were refused: " + answer);
    }
    return attempt.assignment().jobId();
  }

  private List<UUID> watched() {
    return jdbc.sql("SELECT id FROM job WHERE state = 'QUEUED' ORDER BY queued_at LIMIT :jobs")
        .param("jobs", WATCHED)
        .query((row, _) -> row.getObject("id", UUID.class))
        .list();
  }

  /// Some people look at each of the jobs.
  private OpenStreams open(List<UUID> jobs) throws InterruptedException {
    return new OpenStreams(
        server.url(),
        IntStream.range(0, STREAMS)
            .mapToObj(number ->
                new OpenStreams.Reader(
                    "/api/v1/jobs/%s/live".formatted(jobs.get(number % jobs.size())),
                    token(number)))
            .toList());
  }

  /// A full first page, and code that has been compiled.
  private void fill() throws InterruptedException {
    load.send(SENDERS, WARM_UP, 201, this::submission);
  }

  private void warmUp(UUID job) throws InterruptedException {
    load.send(SENDERS, WARM_UP, 200, _ -> get(LIST + "?limit=50"));
    load.send(SENDERS, Duration.ofSeconds(1), 200, _ -> get(curve(job)));
  }

  /// Something for some of the streams to tell, ten times a second.
  private void change(List<UUID> jobs) {
    try {
      for (int change = 0; ; change++) {
        UUID job = jobs.get(change % jobs.size());
        String body = "{\"priority\":%d}".formatted(change / jobs.size() % 100 + 1);
        load.once(
            200,
            to("/api/v1/jobs/%s/priority".formatted(job), 0)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Load.Result bare(Path scratch) throws Exception {
    Path body = scratch.resolve("list.json");
    TestHttp.Answer answer =
        new TestHttp(server.url().toString())
            .with("Authorization", "Bearer " + tokens.getFirst())
            .get(LIST + "?limit=50");
    Files.writeString(body, answer.text());
    try (BareProcess bare = BareProcess.start(scratch, body)) {
      OneProcessor.pin(bare.process().pid());
      load.send(SENDERS, WARM_UP, 200, _ -> bare.get(LIST));
      return load.send(SENDERS, each, 200, _ -> bare.get(LIST));
    }
  }

  private String token(long number) {
    return tokens.get((int) (number % tokens.size()));
  }

  private HttpRequest.Builder to(String path, long number) {
    return HttpRequest.newBuilder(server.url().resolve(path))
        .header("Authorization", "Bearer " + token(number));
  }

  private HttpRequest.Builder get(String path) {
    return to(path, 0).GET();
  }

  private static String curve(UUID job) {
    return "/api/v1/jobs/%s/series?names=train/loss".formatted(job);
  }

  private HttpRequest.Builder submission(long number) {
    return to(LIST, number)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .POST(
            HttpRequest.BodyPublishers.ofString(
                TestFleet.SPEC.replace(
                    "\"name\": \"test\"", "\"name\": \"test-%d\"".formatted(number))));
  }

  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
