package dev.accrue.training.bench;

import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.bench.Arguments;
import dev.accrue.testing.FreePort;
import dev.accrue.training.Jobs;
import dev.accrue.worker.JavaCommand;
import dev.accrue.worker.TrainerLaunch;
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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// What the platform around a training costs: one work as a job through the whole platform (server,
/// PostgreSQL, worker, heartbeats, points, checkpoints and validation data over HTTP, all on this
/// machine), against the same windows in a process of their own as `SpeedComparison` measures them.
/// The two alternate.
///
///     --works FILE --documents DIRECTORY --data DIRECTORY --scratch DIRECTORY --threads N
///     [--only WORK] [--quick]
public final class EndToEnd {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String DEFAULT_WORK = "mlp-w8";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration JOB_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(200);

  /// Windows that are trained on before the clock starts.
  private static final int WARM_UP = 15;

  private final Arguments arguments;
  private final Work work;
  private final HttpClient http = HttpClient.newHttpClient();

  /// @param rounds of both sides
  /// @param steps optimizer steps of a round; less than an epoch, at whose end is a validation
  private record Length(int rounds, int steps) {}

  private EndToEnd(Arguments arguments, Work work) {
    this.arguments = arguments;
    this.work = work;
  }

  /// Prints the figure last.
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words);
    PreparedData.prepare(arguments.path("--data"), arguments.path("--documents"));
    String name = arguments.has("--only") ? arguments.text("--only") : DEFAULT_WORK;
    Work work = Work.read(arguments.path("--works"), name, null, null);
    if (!work.data().equals("mnist")) {
      throw new IllegalArgumentException(
          "%s trains on %s; choose a work that trains on mnist, which the platform has built in"
              .formatted(name, work.data()));
    }
    Length length = arguments.has("--quick") ? new Length(1, 30) : new Length(4, 90);
    new EndToEnd(arguments, work).run(length);
  }

  private void run(Length length) throws Exception {
    Path scratch = Files.createDirectories(arguments.path("--scratch")).toAbsolutePath();
    Path home = Files.createTempDirectory(scratch, "platform");
    int port = FreePort.find();
    Process platform = platform(home, port);
    try (Served alone = Served.start("Accrue alone", alone(scratch.resolve(work.name())))) {
      Platform client = new Platform(port, awaitToken(platform, home, port));
      alone.awaitReady();
      alone.run(WARM_UP);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < length.rounds(); round++) {
        double whole = client.samplesPerSecond(length.steps());
        double single = alone.run(length.steps()).samplesPerSecond();
        ratios.add(whole / single);
        say("%s: %.0f samples/s through the platform, %.0f alone", work.name(), whole, single);
      }
      ratios.sort(null);
      double median = ratios.get(ratios.size() / 2);
      say("figure training.platform-over-alone.%s %.3f ratio", work.name(), median);
    } finally {
      platform.destroy();
      if (!platform.waitFor(60, TimeUnit.SECONDS)) {
        platform.descendants().forEach(ProcessHandle::destroyForcibly);
        platform.destroyForcibly();
      }
    }
  }

  private Process platform(Path home, int port) throws IOException {
    List<String> command =
        new ArrayList<>(
            JavaCommand.build(
                "dev.accrue.launch.Launcher",
                List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED")));
    command.addAll(List.of("up", "--data", home.toString(), "--port", Integer.toString(port)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(home.resolveSibling(home.getFileName() + ".log").toFile())
        .start();
  }

  private ProcessBuilder alone(Path scratch) throws IOException {
    Files.createDirectories(scratch);
    List<String> words = new ArrayList<>(List.of("--work", work.name()));
    words.addAll(List.of("--works", arguments.path("--works").toAbsolutePath().toString()));
    words.addAll(List.of("--data", arguments.path("--data").toAbsolutePath().toString()));
    words.addAll(List.of("--threads", arguments.text("--threads")));
    words.addAll(List.of("--scratch", scratch.toString()));
    return TrainerLaunch.of(ServedTraining.class, words, scratch)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private String awaitToken(Process platform, Path home, int port) throws Exception {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    Path token = home.resolve("cli-token");
    while (System.nanoTime() < end && platform.isAlive()) {
      if (Files.exists(token)) {
        Platform client = new Platform(port, Files.readString(token).strip());
        if (client.answers()) {
          return client.token;
        }
      }
      Thread.sleep(POLL);
    }
    throw new IOException("the platform did not start; its log is beside " + home);
  }

  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /// The running platform as a program uses it.
  private final class Platform {

    private final URI url;
    private final String token;

    Platform(int port, String token) {
      this.url = URI.create("http://127.0.0.1:" + port);
      this.token = token;
    }

    boolean answers() throws InterruptedException {
      try {
        return send(HttpRequest.newBuilder(url.resolve("/api/v1/workers")).GET()).statusCode()
            == 200;
      } catch (IOException e) {
        return false; // not yet
      }
    }

    /// Submits a job, waits for its end, and reads from its curve how fast it was.
    double samplesPerSecond(int steps) throws Exception {
      UUID job = submit(WARM_UP + steps);
      long end = System.nanoTime() + JOB_TIMEOUT.toNanos();
      JobState state = JobState.QUEUED;
      while (state != JobState.SUCCEEDED) {
        Thread.sleep(POLL);
        state = JSON.readValue(get("/api/v1/jobs/" + job), JobView.class).state();
        boolean failed = state.terminal() && state != JobState.SUCCEEDED;
        if (failed || System.nanoTime() > end) {
          throw new IOException("the job is " + state + "; see the platform's log");
        }
      }
      String path = "/api/v1/jobs/%s/series?names=train/loss&buckets=10000".formatted(job);
      CurveView curve = JSON.readValue(get(path), CurveView[].class)[0];
      int first = curve.optimizerSteps().indexOf((long) WARM_UP);
      int last = curve.optimizerSteps().size() - 1;
      long samples = curve.samplesSeen().get(last) - curve.samplesSeen().get(first);
      return 1e3 * samples / (curve.atMillis().get(last) - curve.atMillis().get(first));
    }

    private UUID submit(int steps) throws Exception {
      String spec =
          Jobs.of(work.job(null))
              .with("team", "\"default\"")
              .with("training.lastWindow", "\"step\"")
              .with("checkpoints", "{\"everyOptimizerSteps\": 100, \"keepLast\": 1}")
              .steps(steps)
              .json();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url.resolve("/api/v1/jobs"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(spec));
      return JSON.readValue(body(request), JobView.class).id();
    }

    private String get(String path) throws Exception {
      return body(HttpRequest.newBuilder(url.resolve(path)).GET());
    }

    private String body(HttpRequest.Builder request) throws Exception {
      HttpResponse<String> response = send(request);
      if (response.statusCode() >= 300) {
        throw new IOException(response.statusCode() + ": " + response.body());
      }
      return response.body();
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return http.send(
          request.header("Authorization", "Bearer " + token).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
