package dev.accrue.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where and as whom a child of the worker runs.
///
/// @param directory where the worker keeps what it notes of the child: its log and its number
/// @param work the child's own folder; the same one where it runs as the worker's user
/// @param user null for the worker's own
/// @param engine where libtorch lies unpacked that the user may read and not change; null where the
///   environment says it, or the child unpacks it itself
record TrainerHome(Path directory, Path work, @Nullable TrainerUser user, @Nullable Path engine) {

  /// Of a child that runs as the worker's user.
  static TrainerHome shared(Path directory) {
    return new TrainerHome(directory, directory, null, null);
  }

  List<String> command(List<String> command) {
    return user == null ? command : user.command(command);
  }

  /// Of this environment what the child sees: the worker's user's home is not its own.
  Map<String, String> environment(Map<String, String> mine) {
    if (user == null) {
      return mine;
    }
    Map<String, String> environment = new TreeMap<>(mine);
    environment.put("HOME", work.toString());
    if (engine != null) {
      environment.put("DJL_CACHE_DIR", engine.toString());
      environment.put("ENGINE_CACHE_DIR", engine.toString());
    }
    return environment;
  }

  /// Where the child keeps data that it fetched. What another user's attempts fetched is none of
  /// its business, so those that run as somebody else share nothing.
  Path cache(Path shared) {
    return user == null ? shared : work.resolve("cache");
  }
}
