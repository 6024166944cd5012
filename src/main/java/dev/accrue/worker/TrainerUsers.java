package dev.accrue.worker;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Other users of the machine for what runs of strangers: one for the attempts of each device, so
/// that none reaches the files and processes of another or the worker's token, and one for modules
/// that are tried out, one after the other. Without them everything runs as the worker's user.
final class TrainerUsers {

  /// Everything runs as the worker's user.
  static final TrainerUsers NONE = new TrainerUsers(List.of(), null);

  private static final Duration UNPACK_TIMEOUT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 50;
  private static final List<String> CACHES = List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR");

  /// Run as the user: its folder, the worker's token, a program, and what it is made of.
  private static final String LOOK =
      """
      [ -w "$1" ] || exit 3
      [ -r "$2" ] && exit 4
      [ -x "$3" ] || exit 5
      shift 3
      for part; do [ -r "$part" ] || exit 6; done
      """;

  private final List<TrainerUser> users;
  private final @Nullable Path engine;
  private final ReentrantLock check = new ReentrantLock();

  private TrainerUsers(List<TrainerUser> users, @Nullable Path engine) {
    this.users = users;
    this.engine = engine;
  }

  /// The users of these names, once it is seen that they can do what they have to and no more.
  ///
  /// @param devices how many attempts may run at once
  /// @param uid of this process
  /// @throws IllegalStateException with what is in the way and what to do about it
  static TrainerUsers take(
      List<String> names, int devices, Path dataDirectory, Path tokenFile, int uid)
      throws IOException, InterruptedException {
    if (names.isEmpty()) {
      return NONE;
    }
    if (uid != 0) {
      throw refused("only root may run trainers as another user; start the worker as root");
    }
    if (names.size() != devices + 1 || names.stream().distinct().count() < names.size()) {
      throw refused(
          "%s; name %d different users, one for each of the %d device(s) and one for modules that"
                  .formatted(String.join(",", names), devices + 1, devices)
              + " are tried out");
    }
    Path setpriv =
        find("setpriv")
            .orElseThrow(() -> refused("there is no setpriv on the PATH; install util-linux"));
    List<TrainerUser> users = new ArrayList<>();
    for (String name : names) {
      TrainerUser user =
          TrainerUser.find(setpriv, name)
              .filter(found -> found.uid() != 0)
              .orElseThrow(() ->
                  refused(
                      "%s is no user of this machine other than root; make one by useradd --system %s"
                          .formatted(name, name)));
      users.add(user);
    }
    traverse(dataDirectory.resolve("attempts"));
    traverse(dataDirectory.resolve("checks"));
    boolean given = CACHES.stream().anyMatch(System.getenv()::containsKey);
    TrainerUsers taken =
        new TrainerUsers(List.copyOf(users), given ? null : dataDirectory.resolve("engine"));
    for (TrainerUser user : users) {
      look(user, dataDirectory, tokenFile);
    }
    return taken;
  }

  /// The user that this process runs as; -1 where the system does not tell.
  static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return -1;
    }
  }

  boolean none() {
    return users.isEmpty();
  }

  /// Where an attempt on this device runs. What an earlier one left running there is ended.
  ///
  /// @param directory that there is for it
  TrainerHome home(Path directory, int device) throws IOException {
    return none() ? TrainerHome.shared(directory) : home(directory, users.get(device));
  }

  /// Where a module is tried out, once nothing else is; `free` has to follow.
  ///
  /// @return empty when others took too long
  Optional<TrainerHome> homeOfCheck(Path directory, Duration patience)
      throws IOException, InterruptedException {
    if (none()) {
      return Optional.of(TrainerHome.shared(directory));
    }
    if (!check.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    return Optional.of(home(directory, users.getLast()));
  }

  /// Ends the turn of the check that this thread made.
  void free() {
    if (check.isHeldByCurrentThread()) {
      check.unlock();
    }
  }

  /// Unpacks libtorch to where all users may read it and none may change it: as part of a trainer
  /// that stands by, and is ended when it has.
  void unpack(Path dataDirectory, WorkerLog log) throws IOException, InterruptedException {
    if (engine == null) {
      return;
    }
    Path home = Files.createDirectories(dataDirectory.resolve("attempts").resolve("unpack"));
    Map<String, String> environment =
        new TreeMap<>(TrainerEnvironment.of(System.getenv(), List.of(), List.of()));
    CACHES.forEach(name -> environment.put(name, engine.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(TrainerCommand.standby(home, 1))
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    StandbyOutput output = new StandbyOutput();
    TrainerChild child = TrainerChild.of(builder.start(), output);
    long end = System.nanoTime() + UNPACK_TIMEOUT.toNanos();
    while (!output.ready() && child.process().isAlive() && System.nanoTime() - end < 0) {
      Thread.sleep(POLL_MILLIS);
    }
    child.process().destroyForcibly().waitFor();
    AttemptDirectories.deleteTree(home);
    if (!output.ready()) {
      throw refused("libtorch could not be unpacked to %s:\n%s".formatted(engine, output.text()));
    }
    try (Stream<Path> files = Files.walk(engine)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
    log.info("trainers run as " + users.stream().map(TrainerUser::name).toList());
  }

  private TrainerHome home(Path directory, TrainerUser user) throws IOException {
    user.endProcesses();
    traverse(directory);
    keepPrivate(directory.resolve(TrainerProcess.LOG));
    Path work = directory.resolve("work");
    user.own(work);
    return new TrainerHome(directory, work, user, engine);
  }

  /// A folder that everybody may go through and nobody else may list.
  private static void traverse(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /// A file that nobody else may read, whoever may pass its folder.
  private static void keepPrivate(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static void look(TrainerUser user, Path dataDirectory, Path tokenFile)
      throws IOException, InterruptedException {
    Path folder = dataDirectory.resolve("attempts").resolve("look");
    user.own(folder);
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LOOK, "sh", folder.toString()));
    command.add(tokenFile.toAbsolutePath().toString());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      command.add(Path.of(part).toAbsolutePath().toString());
    }
    Process process = new ProcessBuilder(user.command(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    AttemptDirectories.deleteTree(folder);
    String name = user.name();
    switch (exit) {
      case 0 -> {}
      case 3 ->
          throw refused(
              "%s cannot get to %s; give --data a folder whose parents all may pass (chmod o+x)"
                  .formatted(name, dataDirectory));
      case 4 ->
          throw refused(
              "%s may read %s, the worker's token; chmod 600 it".formatted(name, tokenFile));
      case 5 -> throw refused("%s may not run this Java; install it for all".formatted(name));
      case 6 -> throw refused("%s may not read Accrue's jar; install it for all".formatted(name));
      default -> throw refused("setpriv ended with %d: %s".formatted(exit, said.strip()));
    }
  }

  private static Optional<Path> find(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static IllegalStateException refused(String why) {
    return new IllegalStateException("--trainer-user: " + why);
  }
}
