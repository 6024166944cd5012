package dev.accrue.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The team that owns what a command is about.
final class TeamOption {

  @Option(
      names = "--team",
      paramLabel = "TEAM",
      description = "Whose it is (default: your only team, or default).")
  private @Nullable String team;

  TeamOption() {}

  /// The team that was named, or the one that is meant without a name.
  String choose(ApiClient api) throws IOException, ApiException, RefusedException {
    return Teams.choose(api, team);
  }
}
