package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.TrainerStart;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other users of the machine for trainers: for real where the tests run as root.
class TrainerUsersTest {

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  /// Users by number, whom no machine has and no process runs as.
  private static final TrainerUser ONE = new TrainerUser(SETPRIV, "one", 64_901, 64_901);

  private static final TrainerUser OTHER = new TrainerUser(SETPRIV, "other", 64_902, 64_902);
  private static final int EXIT_KILLED = 137;

  @TempDir Path directory;

  private Path token;

  @BeforeEach
  void token() throws Exception {
    token = Files.writeString(directory.resolve("token"), "the worker's token");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
  }

  @Test
  void withoutNamesEverythingRunsAsTheWorkersUserWhereItAlwaysDid() throws Exception {
    TrainerUsers none = TrainerUsers.take(List.of(), 1, directory, token, 1000);

    TrainerHome home = none.home(directory, 0);
    assertThat(home.work()).isEqualTo(directory);
    assertThat(home.command(List.of("java"))).containsExactly("java");
    assertThat(home.cache(Path.of("cache"))).isEqualTo(Path.of("cache"));
  }

  @Test
  void whoIsNotRootIsToldToBe() {
    assertRefused(List.of("a", "b"), 1000, "only root may run trainers as another user");
  }

  @Test
  void thereIsAUserForEachDeviceAndOneForModules() {
    assertRefused(List.of("nobody"), 0, "nobody; name 2 different users, one for each of the 1");
    assertRefused(List.of("nobody", "nobody"), 0, "name 2 different users");
  }

  @Test
  void aUserThatTheMachineDoesNotHaveIsRefused() {
    requireRoot();
    assertRefused(List.of("nobody", "no-such-user"), 0, "no-such-user is no user of this machine");
    assertRefused(List.of("root", "nobody"), 0, "root is no user of this machine other than root");
  }

  @Test
  void aTokenThatTheUserMayReadIsRefused() throws Exception {
    requireRoot();
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(List.of("games", "news"), 0, "the worker's token; chmod 600 it");
  }

  @Test
  void aFolderThatTheUserCannotGetToIsRefused() throws Exception {
    requireRoot();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assertRefused(List.of("games", "news"), 0, "give --data a folder whose parents all may pass");
  }

  @Test
  void readsNeitherTheTokenNorOthersFoldersAndWritesItsOwn() throws Exception {
    requireRoot();
    Path mine = folder(ONE, "mine");
    Path others = folder(OTHER, "others");
    Files.writeString(others.resolve("weights"), "of another team");
    List<String> said =
        run(
            ONE,
            mine,
            """
            cat %1$s || echo no token
            cat %2$s/weights || echo no weights
            ls %2$s || echo no list
            echo x > %2$s/planted || echo not planted
            echo x > %3$s/planted || echo not beside the log
            echo hello > file && cat file
            kill -0 %4$d || echo no signal
            id -u; id -g; id -G
            grep NoNewPrivs /proc/self/status
            grep 'CapEff\\|CapPrm' /proc/self/status
            grep 'Max data size' /proc/self/limits
            """
                .formatted(token, others, mine.getParent(), ProcessHandle.current().pid()));

    assertThat(said)
        .contains(
            "no token",
            "no weights",
            "no list",
            "not planted",
            "not beside the log",
            "hello",
            "no signal",
            "NoNewPrivs:\t1",
            "CapPrm:\t0000000000000000",
            "CapEff:\t0000000000000000");
    assertThat(Collections.frequency(said, "64901")).as("user, group, groups").isEqualTo(3);
    assertThat(said)
        .as("the limit of its memory")
        .anyMatch(line -> line.contains(" " + ((1L << 20) + MemoryLimit.PROCESS_BYTES) + " "));
    assertThat(said).noneMatch(line -> line.contains("the worker's token"));
    assertThat(others.toFile().list()).containsExactly("weights");
  }

  @Test
  void whatAnAttemptLeftRunningIsEndedBeforeTheNext() throws Exception {
    requireRoot();
    Process left = new ProcessBuilder(ONE.command(List.of("sleep", "600"))).start();
    try {
      while (!left.info().command().orElse("").contains("sleep")) {
        Thread.onSpinWait(); // until setpriv has become the program
      }
      ONE.endProcesses();

      assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(left.exitValue()).isEqualTo(EXIT_KILLED);
    } finally {
      left.destroyForcibly();
    }
  }

  private Path folder(TrainerUser user, String name) throws Exception {
    Path attempt = Files.createDirectory(directory.resolve(name));
    Files.setPosixFilePermissions(attempt, PosixFilePermissions.fromString("rwx--x--x"));
    Path work = attempt.resolve("work");
    user.own(work);
    return work;
  }

  /// As the worker starts trainers.
  private static List<String> run(TrainerUser user, Path work, String script) throws Exception {
    Path notes = Files.createDirectories(work.resolveSibling("notes"));
    TrainerHome home = new TrainerHome(notes, work, user, null);
    TrainerStart start =
        new TrainerStart(
            URI.create("http://localhost"),
            UUID.randomUUID(),
            UUID.randomUUID(),
            1,
            "token",
            DeviceKind.CPU,
            List.of(0),
            "work",
            "cache",
            1,
            1L << 20,
            1);
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    TrainerChild child =
        TrainerChild.start(
            new MemoryLimit(Path.of("/usr/bin/prlimit"))
                .apply(start, home.command(List.of("sh", "-c", script))),
            List.of(),
            List.of(),
            home,
            new TrainerChild.Output() {
              @Override
              public void line(LogStream stream, String line) {
                said.add(line);
              }

              @Override
              public void close() {
                // Nothing is open.
              }
            });
    assertThat(child.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    child.awaitOutput(Duration.ofSeconds(10));
    return said;
  }

  private void assertRefused(List<String> names, int uid, String why) {
    assertThatThrownBy(() -> TrainerUsers.take(names, 1, directory, token, uid))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("--trainer-user: ")
        .hasMessageContaining(why);
  }

  private static void requireRoot() {
    boolean root = TrainerUsers.ownUid() == 0 && Files.isExecutable(SETPRIV);
    if (!root) {
      System.out.println("SKIPPED, not run as root with util-linux: trainers as other users");
    }
    assumeTrue(root, "only root may run as somebody else");
  }
}
