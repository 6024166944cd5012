package dev.accrue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person at a real browser: `frontend/e2e/main-flow.mjs` holds the clicks.
class DashboardIT {

  private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
  private static final long TIMEOUT_MINUTES = 15;

  @TempDir Path directory;

  @Test
  void aNewUserSignsInSubmitsTheSampleAndWatchesItSucceed() throws Exception {
    Optional<String> chromium = findChromium();
    assumeTrue(chromium.isPresent(), "SKIPPED: no Chromium in PATH or ACCRUE_CHROMIUM");
    RunningPlatform platform = RunningPlatform.start(directory.resolve("data"));
    try {
      Path log = directory.resolve("browser.log");
      ProcessBuilder builder =
          new ProcessBuilder("node", "e2e/main-flow.mjs")
              .directory(Path.of("frontend").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("BASE_URL", platform.url().toString());
      builder.environment().put("ACCRUE_USER", "admin");
      builder.environment().put("ACCRUE_PASSWORD", platform.firstPassword().orElseThrow());
      builder.environment().put("ACCRUE_CHROMIUM", chromium.orElseThrow());
      builder.environment().put("SCREENSHOT_DIR", SCREENSHOTS.toString());
      Process browser = builder.start();
      boolean ended = browser.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
      }
      assertThat(ended).as(Files.readString(log)).isTrue();
      assertThat(browser.exitValue()).as(Files.readString(log)).isZero();
      try (Stream<Path> files = Files.list(SCREENSHOTS)) {
        assertThat(files.filter(file -> file.toString().endsWith(".png"))).isNotEmpty();
      }
    } finally {
      platform.stop();
    }
  }

  private static Optional<String> findChromium() {
    String named = System.getenv("ACCRUE_CHROMIUM");
    if (named != null && Files.isExecutable(Path.of(named))) {
      return Optional.of(named);
    }
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(folder ->
            Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
