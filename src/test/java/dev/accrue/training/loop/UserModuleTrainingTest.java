package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.Split;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.script.Modules;
import dev.accrue.training.script.SafeTensors;
import dev.accrue.training.script.StartingWeights;
import dev.accrue.training.script.UserModule;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserModuleTrainingTest {

  private static final Jobs USERS =
      Jobs.mlp().with("model", "{\"architecture\": \"torchscript\", \"module\": \"net\"}");

  /// The built-in of the same layers as the module `cnn` of `torchscript.py`.
  private static final Jobs BUILT_IN =
      Jobs.mlp()
          .with(
              "model",
              "{\"architecture\": \"cnn\", \"channels\": [4], \"hidden\": [8],"
                  + " \"batchNorm\": true, \"dropout\": 0}");

  @TempDir Path directory;

  private final Split train = Mnist.train();

  private UserModule module(String name) throws Exception {
    Path file = Files.write(directory.resolve(name + ".pt"), Modules.bytes(name));
    return UserModule.read(file, "module net");
  }

  private TrainingSession session(
      TorchRuntime runtime, Jobs jobs, TrainingSession.Resumed from, ModelSources sources)
      throws Exception {
    TrainingData data = Trained.data(jobs.spec(), train, Mnist.few(directory));
    return TrainingSession.resume(runtime, jobs.spec(), 20, data, from, sources);
  }

  private static TrainingSession.Resumed nothing() {
    return new TrainingSession.Resumed(TrainingState.initial(), Map.of());
  }

  private SafeTensors weights(Map<String, TensorValue> tensors) throws Exception {
    Path file = Files.createTempFile(directory, "weights", ".safetensors");
    ModelExport.writeSafeTensors(tensors, file);
    return SafeTensors.open(file, "weights base");
  }

  /// Contract 9 with a module of the user's own: windows of three unequal micro-batches.
  @ParameterizedTest
  @ValueSource(strings = {"cnn-traced", "cnn-eval"})
  void aUsersModuleTrainsLikeTheBuiltInOfTheSameLayers(String name) throws Exception {
    Jobs builtIn = BUILT_IN.batch(96, 40);
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession ours = session(runtime, builtIn, nothing(), ModelSources.none());
        SafeTensors weights = weights(Trained.tensors(ours));
        TrainingSession theirs =
            session(
                runtime,
                USERS.batch(96, 40),
                nothing(),
                new ModelSources(module(name), new StartingWeights(weights, true)))) {
      assertThat(theirs.weightsLoaded().orElseThrow())
          .isEqualTo("all 10 tensors of the model come from weights base");
      assertThat(Trained.tensors(theirs)).isEqualTo(Trained.tensors(ours));
      Trained built = Trained.finish(ours);
      Trained users = Trained.finish(theirs);
      assertThat(users.tensors()).containsOnlyKeys(built.tensors().keySet());
      assertThat(built.largestRelativeDifference(users)).isLessThan(1e-5);
      Path exported = directory.resolve("exported.pt");
      ModelExport.writeTorchScript(module(name), users.tensors(), exported);
      assertThat(UserModule.read(exported, "export").parameterNames())
          .isEqualTo(module(name).parameterNames());
      assertThat(users.recorded().points("validation/loss"))
          .hasSameSizeAs(built.recorded().points("validation/loss"));
    }
  }

  /// An epoch of 200 samples ends with a window of 8, a single micro-batch for three replicas.
  @ParameterizedTest
  @ValueSource(strings = {"mlp-scripted", "control-flow"})
  void aModuleOnSeveralDevicesTrainsAsOnOne(String name) throws Exception {
    Jobs one = USERS.batch(96, 18);
    Jobs three = one.with("resources", "{\"devices\": 3}");
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained alone = trainOnFew(runtime, one, name);
      Trained together = trainOnFew(runtime, three, name);
      assertThat(alone.state().optimizerStep()).isEqualTo(20);
      assertThat(weights(together).largestRelativeDifference(weights(alone))).isLessThan(1e-5);
      assertThat(together.state()).isEqualTo(alone.state());
    }
  }

  /// Without BatchNorm's running statistics, which follow the batches of each device.
  private static Trained weights(Trained trained) {
    Map<String, TensorValue> weights = new LinkedHashMap<>(trained.tensors());
    weights.keySet().removeIf(name -> name.contains("norm.running_"));
    return new Trained(weights, trained.state(), trained.recorded());
  }

  private Trained trainOnFew(TorchRuntime runtime, Jobs jobs, String name) throws Exception {
    Split few = Mnist.few(directory);
    TrainingData data = Trained.data(jobs.spec(), few, few);
    ModelSources sources = new ModelSources(module(name), null);
    try (TrainingSession session =
        TrainingSession.resume(runtime, jobs.spec(), 20, data, nothing(), sources)) {
      return Trained.finish(session);
    }
  }

  @Test
  void aResumedModuleHasTheWeightsOfAnUninterruptedOne() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      ModelSources sources = new ModelSources(module("control-flow"), null);
      TrainingSession.@Nullable Resumed middle = null;
      Trained whole;
      try (TrainingSession session = session(runtime, USERS, nothing(), sources)) {
        whole = Trained.finish(session);
      }
      try (TrainingSession session = session(runtime, USERS, nothing(), sources)) {
        Recorded recorded = new Recorded();
        recorded.afterStep =
            () -> {
              if (recorded.last.optimizerStep() == 7) {
                recorded.order = dev.accrue.api.worker.Order.PREEMPT;
              }
            };
        Outcome outcome = session.train(recorded, recorded);
        middle = new TrainingSession.Resumed(outcome.state(), Trained.tensors(session));
      }
      try (TrainingSession session = session(runtime, USERS, middle, sources)) {
        assertThat(Trained.finish(session).tensors()).isEqualTo(whole.tensors());
      }
    }
  }

  @Test
  void partialWeightsSayWhatMatched() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession ours = session(runtime, BUILT_IN, nothing(), ModelSources.none())) {
      Map<String, TensorValue> renamed = new LinkedHashMap<>(Trained.tensors(ours));
      TensorValue bias = renamed.remove("model/layers.7.bias");
      renamed.put("model/net.layers.7.bias", java.util.Objects.requireNonNull(bias));
      try (SafeTensors weights = weights(renamed)) {
        UserModule module = module("cnn-scripted");
        assertThatThrownBy(() ->
                session(
                    runtime,
                    USERS,
                    nothing(),
                    new ModelSources(module, new StartingWeights(weights, true))))
            .isInstanceOf(TrainingRefusedException.class)
            .hasMessageContaining("1 are missing (layers.7.bias, is it net.layers.7.bias?)")
            .hasMessageContaining("strict: false");
        try (TrainingSession partial =
            session(
                runtime,
                USERS,
                nothing(),
                new ModelSources(module, new StartingWeights(weights, false)))) {
          assertThat(partial.weightsLoaded().orElseThrow())
              .startsWith("9 of the model's 10 tensors come from weights base");
          assertThat(Trained.tensors(partial).get("model/layers.0.weight"))
              .isEqualTo(renamed.get("model/layers.0.weight"));
        }
      }
    }
  }

  @Test
  void anOutputThatDoesNotFitTheTargetIsSaidBeforeTheFirstWindow() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      ModelSources two = new ModelSources(module("two-outputs"), null);
      assertThatThrownBy(() -> session(runtime, USERS, nothing(), two))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("gives 2 outputs, and there are 1 targets");
      ModelSources mlp = new ModelSources(module("mlp-scripted"), null);
      Jobs doubles = USERS.with("training.precision", "\"fp64\"");
      assertThatThrownBy(() -> session(runtime, doubles, nothing(), mlp))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("module.double()");
    }
  }
}
