package dev.accrue.training.trial;

import ai.djl.engine.EngineException;
import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckStart;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.loop.JobModel;
import dev.accrue.training.script.UserModule;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Tries out one module: loads it, runs a forward and a backward on made-up samples, and tells the
/// server how it went. The process ends with code 0 when the server knows, 74 when the worker is
/// gone, and 70 when the trial itself failed, which says nothing about the module. A module that
/// takes the process down, or never ends, is for the worker to report.
public final class ModuleTrial {

  /// What is printed before the module's code first runs.
  public static final String BEGUN = "INFO the module begins";

  private static final int REPORTED = 0;
  private static final int FAILED = 70;
  private static final int INPUT_ENDED = 74;
  private static final int MAX_MESSAGE = 4_000;

  private ModuleTrial() {}

  /// Makes the trial that the first line of the input describes; ends the process.
  public static void run(BufferedReader input) {
    try {
      String first = input.readLine();
      if (first == null) {
        halt(INPUT_ENDED, "the worker said nothing");
        return;
      }
      haltWhenTheWorkerIsGone(input);
      ModuleCheckStart start =
          JsonMapper.builder().build().readValue(first, ModuleCheckStart.class);
      TrialServer server = new TrialServer(start);
      ModuleCheckTask task = server.task();
      Path work = Path.of(start.workDirectory());
      Path file = work.resolve("module.pt");
      server.download(file);
      ModuleCheckResult result = result(task, file, start.threads(), work);
      server.report(result);
      halt(REPORTED, result.passed() ? "the module passed" : result.message());
    } catch (IOException | RuntimeException | InterruptedException e) {
      halt(FAILED, e.toString());
    }
  }

  private static void haltWhenTheWorkerIsGone(BufferedReader input) {
    Thread.ofPlatform()
        .name("worker-pipe")
        .daemon()
        .start(() -> {
          try {
            while (input.readLine() != null) {
              // The worker has nothing more to say; its end is what matters.
              Thread.onSpinWait();
            }
          } catch (IOException e) {
            System.out.println("WARN the pipe from the worker broke: " + e.getMessage());
          }
          halt(INPUT_ENDED, "the worker is gone");
        });
  }

  private static void halt(int code, String why) {
    System.out.println("INFO trial ends with code %d: %s".formatted(code, why));
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  /// @param file the module
  /// @param work an existing folder for programs on their way into libtorch
  static ModuleCheckResult result(ModuleCheckTask task, Path file, int threads, Path work)
      throws IOException {
    try {
      UserModule module = UserModule.read(file, "module " + task.module().name());
      Path programs = Files.createDirectories(work.resolve("programs"));
      try (TorchRuntime runtime = start(threads, programs);
          TrainableModel model =
              JobModel.loadModule(
                  runtime,
                  task.batchNormMomentum(),
                  task.precision(),
                  features(task),
                  task.targets(),
                  module,
                  Map.of())) {
        assert !model.parameters().isEmpty();
        return new ModuleCheckResult(true, "");
      }
    } catch (TrainingRefusedException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (EngineException e) {
      return failed(
          "module %s fails: %s".formatted(task.module().name(), String.valueOf(e.getMessage())));
    }
  }

  /// The worker counts the module's time from here.
  private static TorchRuntime start(int threads, Path programs) {
    TorchRuntime runtime = TorchRuntime.start(threads, programs);
    System.out.println(BEGUN);
    return runtime;
  }

  private static ModuleCheckResult failed(String message) {
    return new ModuleCheckResult(
        false, message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
  }

  private static FeatureLayout features(ModuleCheckTask task) {
    return task.vocabulary() == 0
        ? FeatureLayout.real(task.sampleShape())
        : new FeatureLayout(
            FeatureLayout.Kind.TOKENS, task.sampleShape(), false, task.vocabulary());
  }
}
