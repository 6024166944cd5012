package dev.accrue.embedded;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/// Starts a platform, says how to reach it, and serves until the process is asked to end.
final class Serving {

  /// What to do once the platform serves.
  interface Task {
    void run(EmbeddedPlatform platform) throws Exception;
  }

  private Serving() {}

  /// Serves until the process is asked to end; returns an exit code where the start failed.
  static int run(PlatformOptions options, Task task) throws Exception {
    PrintStream out = System.out;
    out.printf("Starting Accrue on %s ...%n", options.dataDirectory());
    long startedAt = System.nanoTime();
    EmbeddedPlatform platform = new EmbeddedPlatform(options);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform, out)));
    try {
      platform.start();
    } catch (IllegalStateException e) {
      System.err.println("accrue: " + e.getMessage());
      return 1;
    }
    out.printf("Ready after %.1f s.%n%n", (System.nanoTime() - startedAt) / 1e9);
    sayHowToSignIn(platform, out);
    task.run(platform);
    // The shutdown hook ends it.
    new CountDownLatch(1).await();
    return 0;
  }

  private static void stop(EmbeddedPlatform platform, PrintStream out) {
    if (platform.serves()) {
      out.println(
          "\nStopping Accrue; running jobs go on from their last checkpoint at the next start.");
    }
    platform.stop();
  }

  private static void sayHowToSignIn(EmbeddedPlatform platform, PrintStream out) {
    out.printf("  Dashboard  %s%n", platform.url());
    platform
        .firstPassword()
        .ifPresentOrElse(
            password ->
                out.printf(
                    "  Sign in    admin / %s   (shown this once; you choose your own at the first sign-in)%n",
                    password),
            () ->
                out.printf(
                    "  Sign in    admin, with the password that you chose, or the one of the first start%n"));
    out.printf("  Stop       Ctrl-C%n%n");
  }
}
