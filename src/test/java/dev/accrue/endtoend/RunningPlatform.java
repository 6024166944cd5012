package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The packaged platform as real processes, started the way `./accrue up` starts it.
final class RunningPlatform {

  /// This release.
  static final Path JAR = Path.of("target/accrue/accrue.jar").toAbsolutePath();

  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final Pattern PASSWORD = Pattern.compile("admin / (\\S+)");

  private final Path dataDirectory;
  private final int port;
  private final Path console;
  private final Process process;

  private RunningPlatform(Path dataDirectory, int port, Path console, Process process) {
    this.dataDirectory = dataDirectory;
    this.port = port;
    this.console = console;
    this.process = process;
  }

  /// Starts on the directory and waits until it serves.
  static RunningPlatform start(Path dataDirectory) throws IOException {
    return start(dataDirectory, JAR);
  }

  /// Starts some release on the directory and waits until it serves.
  static RunningPlatform start(Path dataDirectory, Path jar) throws IOException {
    assertThat(jar).as("the packaged jar; run `mvn verify`, not the IDE").exists();
    int port = FreePort.find();
    Path console = dataDirectory.resolveSibling(dataDirectory.getFileName() + "-console.log");
    Process process =
        run(
            jar,
            console,
            "up",
            "--data",
            dataDirectory.toString(),
            "--port",
            Integer.toString(port));
    RunningPlatform platform = new RunningPlatform(dataDirectory, port, console, process);
    await("the platform to be ready")
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          assertThat(process.isAlive()).as(platform::consoleText).isTrue();
          return platform.consoleText().contains("Stop       Ctrl-C");
        });
    return platform;
  }

  private static Process run(Path jar, Path output, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /// Adds a worker with so many CPU slots, as another machine would join. It ends with this process
  /// at the latest.
  Process addWorker(String name, int cpuSlots, String... more) throws IOException {
    return run(
        JAR,
        dataDirectory.resolve(name + ".log"),
        Stream.concat(Stream.of(worker(name, cpuSlots)), Stream.of(more)).toArray(String[]::new));
  }

  private String[] worker(String name, int cpuSlots) {
    return new String[] {
      "worker",
      "--server",
      url().toString(),
      "--token-file",
      dataDirectory.resolve("worker-token").toString(),
      "--data",
      dataDirectory.resolve(name).toString(),
      "--name",
      name,
      "--cpu-slots",
      Integer.toString(cpuSlots),
      "--end-with-input"
    };
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// The administrator's password, where this start made it up.
  Optional<String> firstPassword() {
    Matcher matcher = PASSWORD.matcher(consoleText());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /// A client that acts as the administrator.
  PlatformClient client() throws IOException {
    return new PlatformClient(url(), Files.readString(dataDirectory.resolve("cli-token")).strip());
  }

  /// The worker process.
  ProcessHandle worker() {
    return descendant("dev.accrue.launch.Launcher");
  }

  /// The only trainer process; waits until there is one.
  ProcessHandle trainer() {
    return descendant("dev.accrue.training.TrainerMain");
  }

  /// PostgreSQL's first process.
  ProcessHandle postmaster() throws IOException {
    String pid =
        Files.readAllLines(dataDirectory.resolve("postgres/postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /// Its PostgreSQL, spoken to directly.
  PlatformDatabase database() throws IOException {
    return PlatformDatabase.of(dataDirectory);
  }

  /// SIGKILL to every process of the platform at once.
  void killWholeTree() throws IOException {
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    tree.add(process.toHandle());
    ProcessHandle postmaster = postmaster();
    tree.addAll(postmaster.descendants().toList());
    tree.add(postmaster);
    tree.forEach(ProcessHandle::destroyForcibly);
    tree.forEach(handle -> handle.onExit().join());
  }

  /// What the person at the terminal saw, and the logs beside it.
  String consoleText() {
    try {
      return Files.exists(console) ? Files.readString(console) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Asks the platform to stop, as Ctrl-C does.
  void stop() throws Exception {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      killWholeTree();
      throw new AssertionError("the platform did not stop when asked:\n" + consoleText());
    }
  }

  private ProcessHandle descendant(String mainClass) {
    return await("a process of " + mainClass)
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                process
                    .descendants()
                    .filter(child -> commandLine(child).contains(mainClass))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      return Files.exists(file)
          ? Files.readString(file).replace('\0', ' ')
          : process.info().commandLine().orElse("");
    } catch (IOException e) {
      // It ended between the listing and the look.
      return "";
    }
  }
}
