package dev.accrue.team;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The worker that the path of a request names.
final class WorkerPath {

  private static final Pattern WORKER =
      Pattern.compile(
          "/worker/v1/workers/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/.*");

  private WorkerPath() {}

  static Optional<UUID> findWorker(String path) {
    Matcher matcher = WORKER.matcher(path);
    return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
  }
}
