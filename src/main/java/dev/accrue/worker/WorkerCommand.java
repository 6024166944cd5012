package dev.accrue.worker;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `accrue worker`: serves this machine's devices to a server.
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = "Serves this machine's devices to a server.")
public final class WorkerCommand implements Callable<Integer> {

  private static final int MAX_SLOTS = 256;
  private static final int MAX_THREADS = 1024;

  private static final int MAX_STOP_GRACE_SECONDS = 3600;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(names = "--server", required = true, description = "Where the server listens.")
  private URI server = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--token-file",
      required = true,
      description = "A file that holds the worker token and nothing else.")
  private Path tokenFile = Path.of("worker-token");

  @Option(
      names = "--data",
      required = true,
      description = "The worker's own folder: identity, data set cache, running attempts.")
  private Path data = Path.of("worker");

  @Option(
      names = "--name",
      description = "What people call the worker; by default the host's name.")
  private @Nullable String name;

  @Option(
      names = "--cpu-slots",
      defaultValue = "1",
      description =
          "Jobs that run at once on this machine's processor (default: ${DEFAULT-VALUE}).")
  private int cpuSlots = 1;

  @Option(names = "--threads", description = "Threads per slot; by default the cores' even share.")
  private @Nullable Integer threads;

  @Option(
      names = "--gpus",
      description =
          "Offers NVIDIA's GPUs instead of the processor. Needs libtorch built for CUDA:"
              + " PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR say which.")
  private boolean gpus;

  @Mixin private LabelOptions labels = new LabelOptions();

  @Option(
      names = "--stop-grace-seconds",
      defaultValue = "20",
      description =
          "When the worker is asked to end, how long running jobs have for a last checkpoint"
              + " (default: ${DEFAULT-VALUE}).")
  private int stopGraceSeconds = 20;

  @Option(
      names = "--once",
      description =
          "Serves one attempt and leaves; without one, after five minutes. For pods of one job.")
  private boolean once;

  @Option(
      names = "--worker-id",
      paramLabel = "UUID",
      description = "Who the worker is; by default what its folder says.")
  private @Nullable UUID workerId;

  @Mixin private StandbyOption standby = new StandbyOption();

  @Option(
      names = "--trainer-user",
      paramLabel = "NAME",
      split = ",",
      description =
          "Users of this machine that trainers run as, on Linux, where the worker is root: one for"
              + " each slot and one for modules that are tried out, separated by commas. No trainer"
              + " stands by then. By default the worker's own.")
  private List<String> trainerUsers = List.of();

  @Option(names = "--end-with-input", hidden = true)
  private boolean endWithInput;

  /// Made by the command line parser.
  public WorkerCommand() {}

  @Override
  public Integer call() throws Exception {
    requireRange("--cpu-slots", cpuSlots, MAX_SLOTS);
    requireRange("--stop-grace-seconds", stopGraceSeconds, MAX_STOP_GRACE_SECONDS);
    int threadsPerSlot = threads == null ? WorkerMain.defaultThreads(cpuSlots) : threads;
    requireRange("--threads", threadsPerSlot, MAX_THREADS);
    WorkerOptions options =
        new WorkerOptions(
            server,
            tokenFile,
            data.toAbsolutePath(),
            name == null ? hostName() : name,
            labels.labels(),
            cpuSlots,
            gpus,
            threadsPerSlot,
            WorkerMain.defaultMemoryBytes(cpuSlots),
            Duration.ofSeconds(stopGraceSeconds),
            trainerUsers.isEmpty() ? standby.of(cpuSlots) : 0,
            endWithInput,
            once,
            workerId);
    try {
      return WorkerMain.run(options, trainerUsers);
    } catch (NoGpusException e) {
      command.commandLine().getErr().println("accrue: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private void requireRange(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw new ParameterException(
          command.commandLine(), "%s is %d; give 1 to %d".formatted(option, value, max));
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker";
    }
  }
}
