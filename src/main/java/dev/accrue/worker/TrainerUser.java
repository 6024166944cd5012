package dev.accrue.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A user of the machine that trainers run as, one at a time. It is taken on by `setpriv` of
/// util-linux, which needs no password from root, drops all groups but the user's own, and lets
/// nothing that is run later gain rights again.
///
/// @param setpriv the program
record TrainerUser(Path setpriv, String name, int uid, int gid) {

  /// The user of this name, empty when the machine has none.
  static Optional<TrainerUser> find(Path setpriv, String name)
      throws IOException, InterruptedException {
    Optional<Integer> uid = number("-u", name);
    Optional<Integer> gid = number("-g", name);
    return uid.isEmpty() || gid.isEmpty()
        ? Optional.empty()
        : Optional.of(new TrainerUser(setpriv, name, uid.get(), gid.get()));
  }

  /// The command, run as this user.
  List<String> command(List<String> command) {
    List<String> taken = new ArrayList<>();
    taken.add(setpriv.toString());
    taken.add("--reuid=" + uid);
    taken.add("--regid=" + gid);
    taken.addAll(List.of("--clear-groups", "--no-new-privs", "--"));
    taken.addAll(command);
    return taken;
  }

  /// Makes a folder that this user alone, and root, may look into.
  void own(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    Files.setOwner(
        directory,
        FileSystems.getDefault()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(Integer.toString(uid)));
  }

  /// Ends what still runs as this user: whatever an attempt left behind would see the next one.
  void endProcesses() {
    ProcessHandle.allProcesses()
        .filter(process -> runs(process.pid()))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private boolean runs(long pid) {
    try {
      return Integer.valueOf(uid).equals(Files.getAttribute(Path.of("/proc/" + pid), "unix:uid"));
    } catch (IOException _) {
      return false; // it has ended
    }
  }

  private static Optional<Integer> number(String option, String name)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder("id", option, "--", name).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? Optional.of(Integer.valueOf(text.strip())) : Optional.empty();
  }
}
