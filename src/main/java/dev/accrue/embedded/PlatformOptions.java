package dev.accrue.embedded;

import dev.accrue.worker.LabelOptions;
import dev.accrue.worker.StandbyOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `up` and `demo` have in common.
final class PlatformOptions {

  @Option(
      names = "--data",
      description = "Where everything is kept (default: ~/.accrue).",
      paramLabel = "DIR")
  @Nullable Path data;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Where the dashboard and the API listen (default: ${DEFAULT-VALUE}).")
  int port = 8080;

  @Mixin LabelOptions labels = new LabelOptions();

  @Mixin StandbyOption standby = new StandbyOption();

  Path dataDirectory() {
    Path chosen = data == null ? Path.of(System.getProperty("user.home"), ".accrue") : data;
    return chosen.toAbsolutePath().normalize();
  }
}
