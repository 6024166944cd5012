package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.Split;
import dev.accrue.training.memory.MemoryAmount;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.ReplicaLink;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What only a GPU shows. Runs where one and a libtorch for it are, see CONTRIBUTING.md; the other
/// tests of training run on it too.
@EnabledIfSystemProperty(named = "accrue.test.device", matches = "CUDA")
class CudaTest {

  private static final long STEPS = 20;

  /// Samples whose outputs of all layers together are larger than a GPU of 141 GB, and each of
  /// which has less than 2^31 elements, more than which some kernels do not count.
  private static final int TOO_MANY = 16_384;

  private static final int DEEP = 24;

  private static final String CONVOLUTION =
      """
      {"type": "conv2d", "layers": [], "settings": {"outputs": 128, "kernel": 3, "stride": 1,
       "padding": 1, "groups": 1, "bias": true}},
      {"type": "relu", "settings": {}, "layers": []}
      """;
  private static final String END =
      """
      {"type": "adaptive-avgpool", "settings": {"size": 1}, "layers": []},
      {"type": "flatten", "settings": {}, "layers": []},
      {"type": "head", "settings": {}, "layers": []}
      """;

  @TempDir Path directory;

  private final Split train = Mnist.train();

  private static MemoryTerms onGpu() {
    return new MemoryTerms(DeviceKind.CUDA, null, MicroBatchMemo.none(), System::nanoTime);
  }

  private TorchRuntime start(DeviceKind kind) {
    return TorchRuntime.start(2, kind, 1, directory);
  }

  private Trained train(DeviceKind kind, JobSpec job) throws Exception {
    try (TorchRuntime runtime = start(kind);
        TrainingSession session =
            TrainingSession.begin(
                runtime,
                job,
                Objects.requireNonNull(job.training().optimizerSteps()),
                Trained.data(job, train, Mnist.few(directory)))) {
      Recorded recorded = new Recorded();
      MemoryTerms terms = kind == DeviceKind.CUDA ? onGpu() : MemoryTerms.unlimited();
      Outcome outcome = session.train(recorded, recorded, terms);
      return new Trained(Trained.tensors(session), outcome.state(), recorded);
    }
  }

  /// Without dropout, whose draws are another generator's there. BatchNorm enlarges what rounding
  /// does.
  @Test
  void aJobLearnsThereWhatItLearnsOnAProcessor() throws Exception {
    requireSameLosses(Jobs.mlp().batch(96, 18), 1e-4);
    requireSameLosses(Jobs.cnn(true, 0).batch(96, 40), 1e-2);
  }

  private void requireSameLosses(Jobs jobs, double tolerance) throws Exception {
    Trained there = train(DeviceKind.CUDA, jobs.steps(STEPS).spec());
    Trained here = train(DeviceKind.CPU, jobs.steps(STEPS).spec());
    Map<Long, Double> losses = here.recorded().points("train/loss");
    assertThat(there.recorded().points("train/loss").keySet()).isEqualTo(losses.keySet());
    there
        .recorded()
        .points("train/loss")
        .forEach((step, loss) -> assertThat(loss).isCloseTo(losses.get(step), within(tolerance)));
  }

  @Test
  void memoryThatRunsOutThereHalvesTheMicroBatch() throws Exception {
    String layers = String.join(", ", Collections.nCopies(DEEP, CONVOLUTION));
    Jobs jobs =
        Jobs.mlp()
            .with(
                "model",
                "{\"architecture\": \"layers\", \"layers\": [%s, %s]}".formatted(layers, END));
    Trained halved = train(DeviceKind.CUDA, jobs.batch(TOO_MANY, TOO_MANY).steps(2).spec());
    assertThat(halved.recorded().events("OUT_OF_MEMORY_REPLAYED"))
        .isNotEmpty()
        .first()
        .asString()
        .contains("micro %d -> %d".formatted(TOO_MANY, TOO_MANY / 2), "CUDA out of memory");
    assertThat(halved.recorded().points("train/loss")).hasSize(2);
  }

  @Test
  void thePeakOfItsMemoryIsThatOfTheGpu() throws Exception {
    Trained trained =
        train(DeviceKind.CUDA, Jobs.cnn(true, 0.3).batch(2048, 2048).steps(STEPS).spec());
    assertThat(trained.recorded().events("MEMORY_MEASURED"))
        .singleElement()
        .asString()
        .startsWith("The trainer took at most ")
        .contains(" of its GPU")
        .doesNotContain("most " + MemoryAmount.text(0));
  }

  /// Both ends of a replica's link, on different devices: what several GPUs do.
  @Test
  void aReplicaOnAnotherDeviceGetsParametersAndGivesGradients() {
    JobSpec job = Jobs.cnn(true, 0).spec();
    try (TorchRuntime near = start(DeviceKind.CPU);
        TorchRuntime far = start(DeviceKind.CUDA);
        TrainableModel model = load(near, job);
        TrainableModel replica = load(far, job);
        ReplicaLink link = new ReplicaLink(near, model, replica, false)) {
      model.overwrite(Map.of("layers.0.weight", filled(model, "layers.0.weight", 0.5f)));
      model.rememberBuffers();
      link.copyToReplica();
      assertThat(value(replica, "layers.0.weight")).isEqualTo(value(model, "layers.0.weight"));
      link.addToModel();
      link.scaleModelStatistics(0.5);
      link.addStatistics(0.5);
      model
          .buffers()
          .forEach(buffer ->
              assertThat(Trained.values(buffer.copy()))
                  .isEqualTo(Trained.values(named(replica.buffers(), buffer.name()).copy())));
    }
  }

  private TrainableModel load(TorchRuntime runtime, JobSpec job) {
    SampleSource samples = Trained.data(job, train, train).train();
    return JobModel.load(
        runtime, job, samples.features(), samples.targets(), ModelSources.none(), Map.of());
  }

  private static NamedArray named(List<NamedArray> arrays, String name) {
    return arrays.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  private static double[] value(TrainableModel model, String name) {
    return Trained.values(named(model.parameters(), name).copy());
  }

  private static TensorValue filled(TrainableModel model, String name, float number) {
    TensorValue like = named(model.parameters(), name).copy();
    var bytes = TensorValue.allocate(like.type(), like.shape());
    while (bytes.hasRemaining()) {
      bytes.putFloat(number);
    }
    return new TensorValue(like.type(), like.shape(), bytes.flip());
  }
}
