package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.accrue.api.job.JobView;
import dev.accrue.api.log.LogPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A secret of a team on its way into a trainer's environment and nowhere else; and a job whose
/// trainer runs as another user of the machine.
class TeamSecretIT {

  private static final String VALUE = "correct-horse-battery-staple-4711";
  private static final String AS_OTHERS = "as-others";

  @TempDir static Path directory;
  private static RunningPlatform platform;
  private static PlatformClient client;

  @BeforeAll
  static void start() throws Exception {
    // Users other than this one get to their own folders in it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    platform = RunningPlatform.start(directory.resolve("data"));
    client = platform.client();
    GeneratedFiles files = new GeneratedFiles(17);
    client.createDataset(
        "idx",
        "IDX",
        Map.of(
            "train/FEATURES", files.idxImages(48, 8),
            "train/TARGETS", GeneratedFiles.idxKinds(48, 3),
            "test/FEATURES", files.idxImages(24, 8),
            "test/TARGETS", GeneratedFiles.idxKinds(24, 3)));
    client.putSecret("license", VALUE);
  }

  @AfterAll
  static void stop() throws Exception {
    platform.stop();
  }

  @Test
  void theSecretReachesTheTrainerAndNothingThatIsShownOrKept() throws Exception {
    UUID id = submit("secretive", 400_000, "");
    client.await(id, "steps", job -> job.optimizerStep() > 0);

    assertThat(environment(platform.trainer()))
        .contains("LICENSE_TOKEN=" + VALUE, "OMP_WAIT_POLICY=active")
        .noneMatch(variable -> variable.startsWith("ACCRUE"));
    client.cancel(id);
    client.await(id, "an end", job -> job.state().terminal());
    LogPage log = client.completeLog(id, 1);
    assertThat(log.lines()).isNotEmpty();

    for (String path :
        List.of(
            "/api/v1/jobs/" + id,
            "/api/v1/jobs/" + id + "/events",
            "/api/v1/jobs/" + id + "/logs?attempt=1",
            "/api/v1/jobs?limit=100",
            "/api/v1/teams/default/secrets",
            "/api/v1/audit")) {
      String shown = client.text(path);
      assertThat(shown).as(path).isNotEmpty().doesNotContain(VALUE);
    }
    assertThat(client.text("/api/v1/jobs/" + id)).contains("\"secret\":\"license\"");
    assertThat(client.text("/api/v1/teams/default/secrets"))
        .contains("\"name\":\"license\"")
        .doesNotContain("\"lastUsedAt\":null");
    assertThat(platform.consoleText()).isNotEmpty().doesNotContain(VALUE);
    // Also not in PostgreSQL's files: what is kept there is sealed.
    assertThat(filesThatHold(VALUE)).isEmpty();
  }

  @Test
  void aTrainerOfAnotherUserTrainsAndReachesNothingOfTheWorkers() throws Exception {
    boolean root = System.getProperty("user.name").equals("root");
    if (!root) {
      System.out.println("SKIPPED, not run as root: trainers as other users");
    }
    assumeTrue(root, "only root may run as somebody else");
    Path data = directory.resolve("data");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    Path token = data.resolve("worker-token");
    Process worker =
        platform.addWorker(
            AS_OTHERS, 1, "--trainer-user", "games,news", "--label", "pool=" + AS_OTHERS);
    try {
      UUID id = submit("as-another-user", 400_000, "resources: {selector: {pool: as-others}}");
      client.await(id, "steps", job -> job.optimizerStep() > 0);
      ProcessHandle trainer = trainerOf(worker);
      assertThat(trainer.info().user()).hasValue("games");
      assertThat(Files.readString(Path.of("/proc/" + trainer.pid() + "/status")))
          .contains("NoNewPrivs:\t1");
      assertThat(environment(trainer)).contains("LICENSE_TOKEN=" + VALUE);
      assertThat(asGames("cat", token.toString())).as("the worker's token").isNotZero();
      Path attempts = directory.resolve("data/" + AS_OTHERS + "/attempts");
      try (Stream<Path> all = Files.list(attempts)) {
        Path attempt = all.findFirst().orElseThrow();
        assertThat(attempt.resolve("trainer.log")).exists();
        assertThat(asGames("cat", attempt.resolve("trainer.log").toString())).isNotZero();
        assertThat(asGames("ls", attempt.resolve("work").toString())).as("its own").isZero();
      }
      assertThat(asGames("ls", attempts.toString())).as("what attempts there are").isNotZero();
      assertThat(asGames("ls", "/")).isZero();
      client.cancel(id);
      client.await(id, "an end", job -> job.state().terminal());

      UUID whole = submit("whole", 3, "resources: {selector: {pool: as-others}}");
      JobView done = client.awaitSuccess(whole);
      assertThat(done.optimizerStep()).isEqualTo(3);
      assertThat(client.newestCheckpoint(whole).optimizerStep()).isEqualTo(3);
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  private static UUID submit(String name, int steps, String more) {
    return client
        .submit(
            """
            apiVersion: accrue/v1
            name: %s
            model: {architecture: mlp, hidden: [8]}
            data: {dataset: idx}
            training: {batch: {effective: 12, micro: 5}, optimizerSteps: %d, seed: 11}
            checkpoints: {everyOptimizerSteps: 100000}
            retries: {max: 0}
            environment: {LICENSE_TOKEN: {secret: license}, OMP_WAIT_POLICY: active}
            %s
            """
                .formatted(name, steps, more))
        .id();
  }

  private static ProcessHandle trainerOf(Process worker) {
    return worker
        .descendants()
        .filter(child -> child.info().user().filter("games"::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static int asGames(String... command) throws Exception {
    List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=games", "--regid=games"));
    whole.addAll(List.of("--clear-groups", "--no-new-privs", "--"));
    whole.addAll(Arrays.asList(command));
    Process process =
        new ProcessBuilder(whole)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static List<String> environment(ProcessHandle process) throws IOException {
    Path file = Path.of("/proc", Long.toString(process.pid()), "environ");
    return List.of(Files.readString(file).split("\0"));
  }

  private static List<Path> filesThatHold(String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    String pattern = new String(wanted, StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> {
            try {
              return Files.size(file) < 64 << 20
                  && Files.readString(file, StandardCharsets.ISO_8859_1).contains(pattern);
            } catch (IOException _) {
              return false; // it is gone
            }
          })
          .toList();
    }
  }
}
