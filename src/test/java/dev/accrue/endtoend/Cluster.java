package dev.accrue.endtoend;

import static org.awaitility.Awaitility.await;

import dev.accrue.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accrue in its parts, as on several machines: PostgreSQL, two servers, and workers each of which
/// reaches them through a `Gate`. Every part may be killed and started again.
final class Cluster implements AutoCloseable {

  private static final Path FAKE_TIME =
      Path.of("/usr/lib/%s-linux-gnu/faketime/libfaketime.so.1".formatted(architecture()));
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final int SERVERS = 2;

  /// Short leases, so that much is lost and given back in little time.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ACCRUE_FLEET_HEARTBEAT_INTERVAL", "500ms",
          "ACCRUE_FLEET_LEASE_TTL", "10s",
          "ACCRUE_FLEET_LEASE_SAFETY_MARGIN", "3s",
          "ACCRUE_FLEET_WORKER_TIMEOUT", "3s");

  private final Path directory;
  private final Map<String, String> settings;
  private final int databasePort;
  private final String password;
  private final List<Integer> serverPorts = new ArrayList<>();
  private final List<@Nullable Process> servers = new ArrayList<>();
  private final List<Path> serverJars = new ArrayList<>();
  private final Map<String, WorkerPart> workers = new LinkedHashMap<>();
  private final Gate peopleGate;
  private EmbeddedPostgres postgres;

  /// What is the matter with a worker's machine.
  enum Ailment {
    NONE,

    /// No file of more than 256 KiB can be written.
    FULL_DISK,

    CLOCK_AN_HOUR_AHEAD,
    CLOCK_AN_HOUR_BEHIND
  }

  /// A worker process and its network.
  private record WorkerPart(Gate gate, Process process) {}

  /// @param directory an existing platform's data, which does not run
  Cluster(Path directory) throws IOException {
    this(directory, Map.of());
  }

  /// @param settings of the servers, beside those of all clusters
  Cluster(Path directory, Map<String, String> settings) throws IOException {
    this(directory, settings, RunningPlatform.JAR);
  }

  /// @param jar the release that the servers begin with
  Cluster(Path directory, Map<String, String> settings, Path jar) throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.databasePort = FreePort.find();
    this.password = Files.readString(directory.resolve("postgres-password")).strip();
    this.postgres = startPostgres();
    for (int number = 0; number < SERVERS; number++) {
      serverPorts.add(FreePort.find());
      servers.add(null);
      serverJars.add(jar);
    }
    this.peopleGate = new Gate(serverPorts);
    for (int number = 0; number < SERVERS; number++) {
      startServer(number);
    }
    awaitServers();
  }

  private EmbeddedPostgres startPostgres() throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(databasePort)
        .setDataDirectory(directory.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(true)
        .setOverrideWorkingDirectory(directory.resolve("postgres-binaries").toFile())
        .setPGStartupWait(START_TIMEOUT)
        .setConnectConfig("password", password)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "100")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setOutputRedirector(log("postgres"))
        .setErrorRedirector(log("postgres"))
        .start();
  }

  private String databaseUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(databasePort);
  }

  private ProcessBuilder.Redirect log(String name) {
    return ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile());
  }

  /// As Debian's folders of libraries call it.
  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name;
  }

  private static List<String> java(String heap, Path jar) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            heap,
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            jar.toString()));
  }

  int serverCount() {
    return SERVERS;
  }

  /// Starts one of the servers, where it does not run.
  void startServer(int number) throws IOException {
    Process running = servers.get(number);
    if (running != null && running.isAlive()) {
      return;
    }
    List<String> command = java("-Xmx384m", serverJars.get(number));
    command.add("server");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(SETTINGS);
    builder.environment().putAll(settings);
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_PORT",
                Integer.toString(serverPorts.get(number)),
                "SPRING_DATASOURCE_URL",
                databaseUrl(),
                "SPRING_DATASOURCE_USERNAME",
                "postgres",
                "SPRING_DATASOURCE_PASSWORD",
                password));
    servers.set(
        number, builder.redirectErrorStream(true).redirectOutput(log("server-" + number)).start());
  }

  /// Waits until each server answers, starting those that ended while the database was away.
  void awaitServers() {
    HttpClient http = HttpClient.newHttpClient();
    for (int number = 0; number < SERVERS; number++) {
      int server = number;
      await("server " + number)
          .atMost(START_TIMEOUT)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> answers(http, server));
    }
  }

  /// Whether no server is away or just starting.
  boolean allServersAnswer() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int number = 0; number < SERVERS; number++) {
        if (!answers(http, number)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean answers(HttpClient http, int number) throws Exception {
    startServer(number);
    URI url = URI.create("http://127.0.0.1:%d/actuator/health".formatted(serverPorts.get(number)));
    try {
      HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2)).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /// SIGKILL to a server.
  void killServer(int number) {
    Process process = servers.get(number);
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /// SIGTERM to a server, as before an upgrade, and waits for its end.
  void stopServer(int number) {
    Process process = servers.get(number);
    if (process != null) {
      process.destroy();
      process.onExit().join();
    }
  }

  /// Stops a server as before an upgrade, and starts another release in its place.
  void replaceServer(int number, Path jar) throws IOException {
    stopServer(number);
    serverJars.set(number, jar);
    startServer(number);
    awaitServers();
  }

  /// SIGKILL to all of PostgreSQL, and a start that has to recover.
  void crashPostgres() throws IOException {
    long pid =
        Long.parseLong(
            Files.readAllLines(directory.resolve("postgres/postmaster.pid")).getFirst().strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
    all.addFirst(postmaster);
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    Files.deleteIfExists(directory.resolve("postgres/postmaster.pid"));
    postgres.close(); // lets go of the folder
    postgres = startPostgres();
  }

  /// Whether wrong clocks can be had: they are libfaketime's.
  static boolean wrongClocks() {
    return Files.exists(FAKE_TIME);
  }

  /// Starts a worker of one slot under its name, as the same machine where it ran before.
  void startWorker(String name, Ailment ailment) throws IOException {
    WorkerPart before = workers.get(name);
    Gate gate = before == null ? new Gate(serverPorts) : before.gate();
    startWorker(name, ailment, gate, gate.url(), RunningPlatform.JAR);
  }

  /// Starts a healthy worker of some release that reaches all servers.
  void startWorker(String name, Path jar) throws IOException {
    startWorker(name, jar, new Gate(serverPorts));
  }

  /// Starts a healthy worker of some release that reaches one of the servers only.
  void startWorker(String name, Path jar, int server) throws IOException {
    startWorker(name, jar, new Gate(List.of(serverPorts.get(server))));
  }

  private void startWorker(String name, Path jar, Gate gate) throws IOException {
    WorkerPart before = workers.get(name);
    if (before != null) {
      before.gate().close();
    }
    startWorker(name, Ailment.NONE, gate, gate.url(), jar);
  }

  /// Starts a healthy worker that reaches the servers through something else in front of them.
  void startWorker(String name, URI server) throws IOException {
    startWorker(name, Ailment.NONE, new Gate(serverPorts), server, RunningPlatform.JAR);
  }

  private void startWorker(String name, Ailment ailment, Gate gate, URI server, Path jar)
      throws IOException {
    List<String> command = java("-Xmx128m", jar);
    command.addAll(List.of("worker", "--server", server.toString()));
    command.addAll(List.of("--token-file", directory.resolve("worker-token").toString()));
    command.addAll(List.of("--data", directory.resolve(name).toString(), "--name", name));
    command.addAll(List.of("--cpu-slots", "1", "--threads", "1", "--end-with-input"));
    if (ailment == Ailment.FULL_DISK) {
      // Files beyond the limit cannot be written, as on a disk that is full; the JVM ignores
      // SIGXFSZ.
      command.addAll(0, List.of("bash", "-c", "ulimit -f 256; exec \"$@\"", "full"));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(
        ailment == Ailment.FULL_DISK ? ProcessBuilder.Redirect.DISCARD : log(name));
    switch (ailment) {
      case CLOCK_AN_HOUR_AHEAD -> setClock(builder, name, "+1h");
      case CLOCK_AN_HOUR_BEHIND -> setClock(builder, name, "-1h");
      case NONE, FULL_DISK -> {}
    }
    Process process = builder.start();
    workers.put(name, new WorkerPart(gate, process));
  }

  /// Gives a process and its children, which have its home, a clock that is wrong.
  private void setClock(ProcessBuilder builder, String name, String offset) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name + "-home"));
    Files.writeString(home.resolve(".faketimerc"), offset + "\n");
    builder.environment().put("HOME", home.toString());
    builder.environment().put("LD_PRELOAD", FAKE_TIME.toString());
  }

  Gate gateOf(String worker) {
    return workers.get(worker).gate();
  }

  boolean runs(String worker) {
    return workers.get(worker).process().isAlive();
  }

  /// SIGKILL to a worker alone, whose trainers have to notice.
  void killWorker(String name) {
    workers.get(name).process().destroyForcibly().onExit().join();
  }

  /// SIGTERM to a worker, and waits for its end.
  void askWorkerToEnd(String name) {
    Process worker = workers.get(name).process();
    worker.destroy();
    worker.onExit().join();
  }

  /// SIGTERM to all workers, and waits for their ends.
  void askWorkersToEnd() {
    workers.values().forEach(worker -> worker.process().destroy());
    workers.values().forEach(worker -> worker.process().onExit().join());
  }

  /// A worker's trainer, where it has one.
  Optional<ProcessHandle> trainer(String name) {
    return workers.get(name).process().descendants().filter(Cluster::trains).findFirst();
  }

  /// SIGKILL to all of a worker's trainers, the one that trains and those that stand by.
  ///
  /// @return whether there were any
  boolean killTrainers(String name) {
    List<ProcessHandle> all =
        workers.get(name).process().descendants().filter(Cluster::trains).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    return !all.isEmpty();
  }

  private static boolean trains(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.readString(file).contains("dev.accrue.training.TrainerMain");
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  /// Sends a worker and all its children a signal such as `STOP`.
  void signal(String name, String signal) throws IOException, InterruptedException {
    Process worker = workers.get(name).process();
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    command.add(Long.toString(worker.pid()));
    worker.descendants().forEach(child -> command.add(Long.toString(child.pid())));
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  /// Where whichever server runs answers.
  URI url() {
    return peopleGate.url();
  }

  /// A client that acts as the administrator, through one of the servers.
  PlatformClient client(int server) throws IOException {
    return new PlatformClient(
        URI.create("http://127.0.0.1:" + serverPorts.get(server)),
        Files.readString(directory.resolve("cli-token")).strip());
  }

  /// A client that acts as the administrator, through whichever server answers.
  PlatformClient client() throws IOException {
    return new PlatformClient(
        peopleGate.url(), Files.readString(directory.resolve("cli-token")).strip());
  }

  /// The same for one that sends again what got no answer.
  RetryingClient retryingClient() throws IOException {
    return new RetryingClient(
        peopleGate.url(), Files.readString(directory.resolve("cli-token")).strip());
  }

  /// Every trainer of any worker that is still alive, also of those that were killed.
  List<ProcessHandle> trainers() {
    return ProcessHandle.allProcesses().filter(Cluster::trains).filter(this::isOurs).toList();
  }

  private boolean isOurs(ProcessHandle process) {
    try {
      Path work = Path.of("/proc", Long.toString(process.pid()), "cwd").toRealPath();
      return work.startsWith(directory);
    } catch (IOException e) {
      return false;
    }
  }

  /// PostgreSQL, spoken to directly.
  PlatformDatabase database() {
    return new PlatformDatabase(databaseUrl(), password);
  }

  /// Asks PostgreSQL directly.
  long count(String sql) throws SQLException {
    return database().count(sql);
  }

  @Override
  public void close() throws IOException {
    for (WorkerPart worker : workers.values()) {
      worker.process().destroyForcibly().onExit().join();
      worker.gate().close();
    }
    for (Process server : servers) {
      if (server != null) {
        server.destroyForcibly().onExit().join();
      }
    }
    peopleGate.close();
    postgres.close();
  }
}
