package dev.accrue.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.accrue.api.worker.EndCause;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/// The programs of `examples/clients`, and the command line as a process of its own.
@StillServer
class ClientExamplesTest {

  private static final Duration START = Duration.ofSeconds(60);

  @Autowired private Environment server;
  @Autowired private TestFleet fleet;
  @Autowired private TokenIssuer tokens;
  @Autowired private FirstStart firstStart;
  @Autowired private SchedulingTick scheduling;
  @TempDir private Path folder;

  private TestWorker worker;

  @BeforeEach
  void clear() {
    fleet.clear();
    worker = fleet.register(1);
  }

  private Path spec() throws IOException {
    return Files.writeString(folder.resolve("spec.yaml"), TestFleet.SPEC);
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ACCRUE_SERVER", CommandRun.url(server));
    builder
        .environment()
        .put(
            "ACCRUE_TOKEN",
            tokens
                .issueApiToken(firstStart.administratorId(), "test", Duration.ofHours(1))
                .secret());
    return builder.redirectOutput(folder.resolve("out").toFile()).start();
  }

  private static boolean isThere(String... command) {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String out() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  /// Trains the one job as a worker would, as soon as it is there.
  private void train(Process client) {
    await()
        .atMost(START)
        .until(() -> {
          assertThat(client.isAlive()).as(out()).isTrue();
          return scheduling.tick() == 1;
        });
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    attempt.sendLosses(1, 1000, 1.0);
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  void thePythonExampleFollowsAJobToItsEnd() throws Exception {
    assumeTrue(isThere("python3", "--version"), "there is no Python");
    Process client = start("python3", "examples/clients/accrue_client.py", spec().toString());

    train(client);

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out()).contains("submitted ", "step 1000 loss 1000.0", "ended SUCCEEDED");
    assertThat(client.exitValue()).isZero();
  }

  @Test
  void thePythonExampleSaysWhatIsWrongWithASpec() throws Exception {
    assumeTrue(isThere("python3", "--version"), "there is no Python");
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yaml"), TestFleet.SPEC.replace("\"micro\": 5", "\"micro\": 50"));
    Process client = start("python3", "examples/clients/accrue_client.py", wrong.toString());

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out()).contains("training.batch.micro = 50:").contains("lower micro to 10");
    assertThat(client.exitValue()).isEqualTo(1);
  }

  @Test
  void theJavaExampleWritesAJobsCurves() throws Exception {
    Path curves = folder.resolve("curves.csv");
    Process client =
        start(java(), "examples/clients/AccrueClient.java", spec().toString(), curves.toString());

    train(client);

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out()).contains("ended SUCCEEDED");
    assertThat(curves).content().contains("train/loss");
    assertThat(client.exitValue()).isZero();
  }

  @Test
  void theGeneratedJavaClientFollowsAJobToItsEnd() throws Exception {
    Process client =
        start(
            java(),
            "-cp",
            GeneratedClient.build(folder),
            "dev.accrue.example.SubmitAndWait",
            spec().toString());

    train(client);

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out()).contains("submitted ", "ended SUCCEEDED");
    assertThat(client.exitValue()).isZero();
  }

  @Test
  void theProgramFollowsAJobFromAProcessOfItsOwn() throws Exception {
    List<String> command = new ArrayList<>(List.of(java(), "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("dev.accrue.launch.Launcher", "submit", spec().toString(), "--follow"));
    Process client = start(command.toArray(String[]::new));

    train(client);

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out()).contains("1000/1000").contains("The job succeeded.");
    assertThat(client.exitValue()).isZero();
  }
}
