package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.script.Damage;
import dev.accrue.training.script.Modules;
import dev.accrue.training.script.UserModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Modules in real processes, as a worker starts them.
class ModuleChecksTest {

  private static final int DAMAGED = 12;

  @TempDir Path directory;

  private PlayedChecks server;
  private ModuleChecks checks;

  @BeforeEach
  void start() throws Exception {
    server = new PlayedChecks();
    WorkerOptions options =
        new WorkerOptions(
            server.url(),
            directory.resolve("token"),
            directory,
            "worker",
            Map.of(),
            1,
            false,
            1,
            1L << 30,
            Duration.ZERO,
            0,
            false,
            false,
            null);
    ServerClient client = new ServerClient(server.url(), "a-worker-token");
    checks = new ModuleChecks(options, client, TrainerUsers.NONE, new WorkerLog(System.out));
  }

  @AfterEach
  void stop() {
    checks.stop();
    server.close();
  }

  private ModuleCheckResult check(byte[] module, long timeoutMillis) throws Exception {
    server.module = module;
    checks.begin(server.check(timeoutMillis));
    return server.result();
  }

  @Test
  void aModuleThatFitsPasses() throws Exception {
    assertThat(check(Modules.bytes("cnn-traced"), 60_000))
        .isEqualTo(new ModuleCheckResult(true, ""));
  }

  @Test
  void saysWhatIsNoModule() throws Exception {
    byte[] text = "import torch\n".getBytes(StandardCharsets.UTF_8);
    ModuleCheckResult result = check(text, 60_000);
    assertThat(result.passed()).isFalse();
    assertThat(result.message())
        .startsWith("module net is not a TorchScript archive")
        .contains("torch.jit.save");
  }

  @Test
  void saysWhatOutputsTheTargetNeeds() throws Exception {
    ModuleCheckResult result = check(Modules.bytes("two-outputs"), 60_000);
    assertThat(result.passed()).isFalse();
    assertThat(result.message()).contains("gives 2 outputs, and there are 1 targets (label)");
  }

  @Test
  void saysWhereAModuleFailsOnSuchSamples() throws Exception {
    server.sampleShape = List.of(3L, 32L, 32L);
    ModuleCheckResult result = check(Modules.bytes("mlp-scripted"), 60_000);
    assertThat(result.passed()).isFalse();
    assertThat(result.message())
        .contains("fails on samples of shape [3, 32, 32]")
        .contains("mat1 and mat2 shapes cannot be multiplied");
  }

  @Test
  void aModuleThatNeverEndsIsStopped() throws Exception {
    ModuleCheckResult result = check(Modules.bytes("forever"), 20_000);
    assertThat(result.passed()).isFalse();
    assertThat(result.message()).contains("did not finish").contains("loop");
  }

  @Test
  void aModuleThatNeedsAllMemoryIsRefused() throws Exception {
    ModuleCheckResult result = check(Modules.bytes("greedy"), 60_000);
    assertThat(result.passed()).isFalse();
    assertThat(result.message()).contains("can't allocate memory");
  }

  @Test
  void aModuleThatTakesItsProcessDownIsToldByTheWorker() throws Exception {
    ModuleCheckResult result = check(Modules.bytes("crash"), 60_000);
    assertThat(result.passed()).isFalse();
    assertThat(result.message()).contains("took the process down").contains("SIGSEGV");
  }

  /// Modules that look sound from outside and are damaged within: in code, weights or constants.
  @Test
  void damagedModulesGetAnAnswerEach() throws Exception {
    Random random = new Random(2029);
    Path file = directory.resolve("damaged.pt");
    for (int tried = 0; tried < DAMAGED; ) {
      byte[] damaged = Damage.to(Modules.bytes("cnn-scripted"), random);
      if (reads(Files.write(file, damaged))) {
        ModuleCheckResult result = check(damaged, 60_000);
        assertThat(result.passed() || !result.message().isBlank()).isTrue();
        tried++;
      }
    }
  }

  private static boolean reads(Path file) throws Exception {
    try {
      return !UserModule.read(file, "module").parameterNames().isEmpty();
    } catch (TrainingRefusedException e) {
      return false;
    }
  }
}
