package dev.accrue.training.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.bench.Arguments;
import dev.accrue.bench.Plot;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.Synthetic;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.MicroBatchLoader;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.loop.Surroundings;
import dev.accrue.training.loop.TrainingSession;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.torch.CrossEntropy;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What becomes of one and the same small model when its gradients are cleared after each
/// micro-batch's step, after a step for eight of them, and never; and what two losses take of
/// memory.
///
///     --scratch DIRECTORY --csv FILE --svg FILE
public final class WhyClear {

  private static final int MICRO = 32;
  private static final int MICRO_BATCHES = 800;

  /// A point is the mean loss of so many micro-batches.
  private static final int WINDOW = 8;

  private static final double LEARNING_RATE = 0.1;
  private static final JobSpec JOB = Jobs.mlp().spec();

  /// A way to deal with gradients.
  private enum Way {
    EACH("a step and a clearing for each micro-batch", "stroke=\"#0072b2\""),
    WINDOWS("a step and a clearing for each 8 micro-batches", "stroke=\"#009e73\""),
    NEVER("a step for each micro-batch, and no clearing", "stroke=\"#d55e00\"");

    private final String label;
    private final String style;

    Way(String label, String style) {
      this.label = label;
      this.style = style;
    }
  }

  private WhyClear() {}

  /// Trains, measures, and writes what came of it.
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words);
    Path scratch = Files.createDirectories(arguments.path("--scratch"));
    SampleSource train = TrainingData.idx(Mnist.train(), Mnist.test(), ElementType.F32).train();
    List<Plot.Line> lines = new ArrayList<>();
    try (TorchRuntime runtime = TorchRuntime.start(2, scratch)) {
      twoLosses(runtime);
      for (Way way : Way.values()) {
        double[] losses = train(runtime, train, way);
        double[] seen = new double[losses.length];
        Arrays.setAll(seen, point -> (point + 1) * WINDOW);
        lines.add(new Plot.Line(way.label, way.style, seen, losses));
        System.out.printf("%s: last loss %.4f%n", way.label, losses[losses.length - 1]);
      }
      write(lines, arguments);
    }
  }

  private static double[] train(TorchRuntime runtime, SampleSource train, Way way)
      throws InterruptedException {
    double[] losses = new double[MICRO_BATCHES / WINDOW];
    int window = way == Way.WINDOWS ? WINDOW : 1;
    try (TrainableModel model = model(runtime, train);
        CrossEntropy loss = new CrossEntropy(runtime);
        Optimizer optimizer =
            new Optimizer(runtime, new OptimizerSpec.Sgd(0, false, 0), null, model, Map.of());
        MicroBatchLoader loader = loader(train)) {
      int update = 0;
      for (int index = 0; index < MICRO_BATCHES; index++) {
        backward(runtime, model, loss, loader, (double) MICRO * window);
        if ((index + 1) % window == 0) {
          update++;
          step(model, optimizer, update, way == Way.NEVER);
        }
        if ((index + 1) % WINDOW == 0) {
          losses[index / WINDOW] = loss.takeWindowLoss() * window / WINDOW;
        }
      }
    }
    return losses;
  }

  private static TrainableModel model(TorchRuntime runtime, SampleSource train) {
    InitialWeights weights = new InitialWeights(JOB.training().seed());
    return TrainableModel.load(
        runtime, BuiltInModels.of(JOB, train.features(), train.targets()).program(weights));
  }

  private static MicroBatchLoader loader(SampleSource train) {
    List<PlannedMicroBatch> plan =
        IntStream.range(0, MICRO_BATCHES)
            .mapToObj(index -> new SampleRange(0, index * MICRO, (index + 1) * MICRO))
            .map(range -> new PlannedMicroBatch(0, List.of(range)))
            .toList();
    SampleOrder order = new SampleOrder.Shuffled(JOB.training().seed(), train.size());
    return new MicroBatchLoader(train, ElementType.F32, order, MICRO, plan.iterator());
  }

  private static void backward(
      TorchRuntime runtime,
      TrainableModel model,
      CrossEntropy loss,
      MicroBatchLoader loader,
      double denominator)
      throws InterruptedException {
    try (LoadedMicroBatch batch = loader.next();
        NDManager scope = runtime.newScope()) {
      NDArray output = model.forward(batch.inputs(scope), 0);
      loss.backward(output, batch.targets(scope).getFirst(), denominator);
    }
  }

  /// Accrue's optimizer clears in any case, so what is to stay is put back.
  private static void step(TrainableModel model, Optimizer optimizer, int update, boolean putBack) {
    List<NDArray> kept = new ArrayList<>();
    if (putBack) {
      model.gradients().forEach(gradient -> kept.add(gradient.array().duplicate()));
    }
    optimizer.step(LEARNING_RATE, update);
    for (int index = 0; index < kept.size(); index++) {
      NamedArray gradient = model.gradients().get(index);
      gradient.array().addi(kept.get(index));
      kept.get(index).close();
    }
  }

  private static void write(List<Plot.Line> lines, Arguments arguments) throws IOException {
    StringBuilder csv = new StringBuilder("micro_batches,each,windows_of_8,never\n");
    for (int point = 0; point < lines.getFirst().x().length; point++) {
      csv.append((int) lines.getFirst().x()[point]);
      for (Plot.Line line : lines) {
        csv.append(',').append((float) line.y()[point]);
      }
      csv.append('\n');
    }
    Files.writeString(arguments.path("--csv"), csv);
    new Plot(
            "The same model, the same samples, the same learning rate",
            "micro-batches of %d MNIST images".formatted(MICRO),
            "training loss",
            lines)
        .write(arguments.path("--svg"));
  }

  /// Two whole models in one job; the session measures both ways before its first window.
  private static void twoLosses(TorchRuntime runtime) throws InterruptedException {
    String head = "{\"architecture\": \"mlp\", \"hidden\": [1024, 1024, 1024], \"dropout\": 0}";
    JobSpec job =
        Jobs.mlp()
            .with("model", "{\"architecture\": \"none\"}")
            .with(
                "training.tasks",
                """
                [{"name": "one", "weight": 1, "head": %s}, {"name": "two", "weight": 1, "head": %s}]
                """
                    .formatted(head, head))
            .batch(4096, 4096)
            .steps(1)
            .spec();
    SampleSource samples =
        new Synthetic("made up", 4096, List.of(64L), List.of(10, 10), 0, ElementType.F32, 1);
    TrainingData data = new TrainingData(samples, new FirstSamples(samples, 16));
    try (TrainingSession session = TrainingSession.begin(runtime, job, 1, data)) {
      session.train((series, state, value) -> {}, new Told());
    }
  }

  /// Prints what the session says of memory.
  private static final class Told implements Surroundings {
    @Override
    public Order order() {
      return Order.CONTINUE;
    }

    @Override
    public void stepDone(TrainingState state) {}

    @Override
    public void event(String kind, String sentence) {
      System.out.println(sentence);
    }
  }
}
