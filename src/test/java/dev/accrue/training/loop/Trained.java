package dev.accrue.training.loop;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.training.data.Split;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a training run left behind.
record Trained(Map<String, TensorValue> tensors, TrainingState state, Recorded recorded) {

  static Trained run(TorchRuntime runtime, JobSpec job, Split train, Split validation)
      throws InterruptedException {
    return run(runtime, job, data(job, train, validation));
  }

  static Trained run(TorchRuntime runtime, JobSpec job, TrainingData data)
      throws InterruptedException {
    Long steps = java.util.Objects.requireNonNull(job.training().optimizerSteps());
    try (TrainingSession session = TrainingSession.begin(runtime, job, steps, data)) {
      return finish(session);
    }
  }

  /// Both splits as the job wants them.
  static TrainingData data(JobSpec job, Split train, Split validation) {
    return TrainingData.idx(train, validation, ElementType.of(job.training().precision()));
  }

  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  static Trained finish(TrainingSession session) throws InterruptedException {
    Recorded recorded = new Recorded();
    Outcome outcome = session.train(recorded, recorded);
    return new Trained(tensors(session), outcome.state(), recorded);
  }

  /// What training changes; not the program, which is another for each way to the same layers.
  static Map<String, TensorValue> tensors(TrainingSession session) {
    Map<String, TensorValue> tensors = new LinkedHashMap<>();
    TrainingTensors.Copies copies = session.tensors().copy(TEMPORARY);
    copies.all().stream()
        .filter(copy -> copy.role() != TensorRole.PROGRAM)
        .forEach(copy -> tensors.put(copy.name(), copy.value()));
    return tensors;
  }

  /// The largest difference of a model's tensors from the other's, relative to the norm of each.
  double largestRelativeDifference(Trained other) {
    return tensors.keySet().stream()
        .filter(name -> name.startsWith(TrainingTensors.MODEL))
        .mapToDouble(name -> relative(values(tensors.get(name)), values(other.tensors.get(name))))
        .max()
        .orElseThrow();
  }

  private static double relative(double[] one, double[] other) {
    double difference = 0;
    double norm = 0;
    for (int index = 0; index < one.length; index++) {
      difference += (one[index] - other[index]) * (one[index] - other[index]);
      norm += one[index] * one[index];
    }
    return Math.sqrt(difference) / Math.sqrt(norm);
  }

  static double[] values(@org.jspecify.annotations.Nullable TensorValue tensor) {
    if (tensor == null) {
      throw new IllegalArgumentException("no such tensor");
    }
    ByteBuffer bytes = tensor.bytes();
    double[] values = new double[Math.toIntExact(tensor.elements())];
    for (int index = 0; index < values.length; index++) {
      values[index] =
          tensor.type() == ElementType.F32
              ? bytes.getFloat()
              : tensor.type() == ElementType.F64 ? bytes.getDouble() : bytes.getLong();
    }
    return values;
  }
}
