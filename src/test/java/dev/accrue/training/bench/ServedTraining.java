package dev.accrue.training.bench;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.bench.Arguments;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.loop.Curve;
import dev.accrue.training.loop.Surroundings;
import dev.accrue.training.loop.TrainingSession;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.memory.ProcessMemory;
import dev.accrue.training.script.SafeTensorsWriter;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/// Trains one work with Accrue's own loop and speaks the protocol of `bench/reference/train.py
/// --serve`: one line of JSON first, then one for each `run N` and `memory`. `forget` begins a new
/// peak of memory.
///
///     --work NAME --works FILE --data DIRECTORY --scratch DIRECTORY --threads N
///     [--micro N] [--window N] [--dropout P] [--device CUDA]
///
/// Before the first line it writes `weights.safetensors` and `order.i32` into the scratch directory,
/// so that another program can start alike. What an attempt does besides training is done here
/// too: points are kept, and each 100 optimizer steps all tensors are copied and hashed.
public final class ServedTraining implements Surroundings, Curve {

  private static final JsonMapper JSON = new JsonMapper();

  private final BufferedReader commands;
  private final List<Double> losses = new ArrayList<>();
  private final CheckpointWork checkpoints;
  private final int samplesPerStep;
  private long peakBytes;
  private long left;
  private long startNanos;
  private boolean ended;

  private ServedTraining(BufferedReader commands, CheckpointWork checkpoints, int samplesPerStep) {
    this.commands = commands;
    this.checkpoints = checkpoints;
    this.samplesPerStep = samplesPerStep;
  }

  /// Runs until `quit` or the end of the input.
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words);
    Work work =
        Work.read(
            arguments.path("--works"),
            arguments.text("--work"),
            arguments.number("--micro"),
            arguments.number("--window"));
    String dropout = arguments.find("--dropout");
    JobSpec job = work.job(dropout == null ? null : Double.valueOf(dropout));
    TrainingData data = WorkData.open(work, arguments.path("--data"));
    Path scratch = Files.createDirectories(arguments.path("--scratch"));
    int threads = Objects.requireNonNull(arguments.number("--threads"), "--threads");
    long steps = Objects.requireNonNull(job.training().optimizerSteps());
    String kind = arguments.find("--device");
    DeviceKind device = kind == null ? DeviceKind.CPU : DeviceKind.valueOf(kind);
    try (TorchRuntime runtime = TorchRuntime.start(threads, device, 1, scratch);
        TrainingSession session = TrainingSession.begin(runtime, job, steps, data)) {
      WorkData.writeOrder(job.training().seed(), data.train().size(), scratch.resolve("order.i32"));
      writeWeights(session.tensors(), scratch.resolve("weights.safetensors"));
      answer(
          Map.of(
              "libtorch",
              Objects.requireNonNull(runtime.libraryVersions().get("libtorch")),
              "threads",
              threads));
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      ServedTraining served =
          new ServedTraining(
              commands, new CheckpointWork(session.tensors()), work.micro() * work.window());
      served.awaitCommand();
      session.train(served, served);
    }
  }

  private static void writeWeights(TrainingTensors tensors, Path file) throws IOException {
    SequencedMap<String, TensorValue> weights = new LinkedHashMap<>();
    try (TrainingTensors.Copies copies =
        tensors.copy(Objects.requireNonNull(file.toAbsolutePath().getParent()))) {
      for (TrainingTensors.Copy copy : copies.all()) {
        if (copy.role() == TensorRole.PARAMETER) {
          weights.put(copy.name().substring(TrainingTensors.MODEL.length()), copy.value());
        }
      }
      SafeTensorsWriter.write(weights, file);
    }
  }

  private static void answer(Map<String, ?> content) {
    System.out.println(JSON.writeValueAsString(content));
    System.out.flush();
  }

  /// Reads commands until one wants training, or ends it.
  private void awaitCommand() {
    try {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        String[] words = line.strip().split("\\s+", -1);
        if (words[0].equals("run")) {
          left = Long.parseLong(words[1]);
          losses.clear();
          startNanos = System.nanoTime();
          return;
        } else if (words[0].equals("memory")) {
          answer(Map.of("peakBytes", Math.max(peakBytes, ProcessMemory.peakBytes())));
        } else if (words[0].equals("forget")) {
          ProcessMemory.clearPeak();
          peakBytes = 0;
          answer(Map.of());
        } else if (words[0].equals("quit")) {
          break;
        } else {
          answer(Map.of("error", "unknown command; use run N, memory, forget or quit"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ended = true;
  }

  @Override
  public void stepDone(TrainingState state) {
    checkpoints.stepDone(state);
    left--;
    if (left == 0) {
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      answer(
          Map.of(
              "optimizerSteps",
              losses.size(),
              "samples",
              losses.size() * samplesPerStep,
              "seconds",
              seconds,
              "losses",
              losses));
      awaitCommand();
    }
  }

  @Override
  public void add(String series, TrainingState state, double value) {
    if (series.equals("train/loss")) {
      losses.add(value);
    } else if (series.equals("memory/peak_bytes")) {
      peakBytes = Math.max(peakBytes, (long) value); // asking for it began a new peak
    }
  }

  @Override
  public Order order() {
    return ended ? Order.CANCEL : Order.CONTINUE;
  }

  @Override
  public void event(String kind, String sentence) {
    System.err.println(kind + ": " + sentence);
  }
}
