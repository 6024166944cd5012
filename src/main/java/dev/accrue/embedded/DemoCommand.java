package dev.accrue.embedded;

import dev.accrue.api.job.JobView;
import dev.accrue.cli.ApiClient;
import dev.accrue.cli.JobFollower;
import dev.accrue.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `accrue demo`: the whole platform, and the sample job in it.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    header = "Starts the whole platform on this machine and trains the sample job.",
    description = "Shows the progress of training MNIST, and serves until Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {

  private static final String SAMPLE = "/examples/mnist-cnn.yaml";

  @Mixin private PlatformOptions options = new PlatformOptions();

  /// Made by the command line parser.
  public DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    return Serving.run(options, DemoCommand::trainSample);
  }

  private static void trainSample(EmbeddedPlatform platform) throws Exception {
    ApiClient api = new ApiClient(platform.url(), platform.localToken());
    JobView job = api.submitYaml(sample());
    System.out.printf(
        "Training %s: %s of effective batch %d in micro-batches of %d.%n  %s/jobs/%s%n%n",
        job.name(),
        "%d optimizer steps".formatted(job.totalOptimizerSteps()),
        job.spec().training().batch().effective(),
        job.spec().training().batch().micro(),
        platform.url(),
        job.id());
    try {
      PrintWriter out = new PrintWriter(System.out, false, System.out.charset());
      new JobFollower(api, out, Terminal.detect()).follow(job.id());
    } catch (IOException e) {
      if (platform.serves()) {
        throw e;
      }
      // Ctrl-C: the server went away under the follower.
      return;
    }
    System.out.printf("%nStill serving at %s. Ctrl-C ends it.%n", platform.url());
  }

  private static byte[] sample() throws IOException {
    try (InputStream in = DemoCommand.class.getResourceAsStream(SAMPLE)) {
      if (in == null) {
        throw new IOException("the jar lacks " + SAMPLE);
      }
      return in.readAllBytes();
    }
  }
}
