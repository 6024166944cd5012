package dev.accrue.training.bench;

import dev.accrue.bench.Arguments;
import dev.accrue.bench.Plot;
import dev.accrue.training.bench.Served.Stretch;
import dev.accrue.worker.TrainerLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Trains each work with Accrue and with eager PyTorch, from the same weights and through the same
/// samples, in stretches that alternate, and prints how many times as fast Accrue is: the median of
/// the ratios of all neighbouring stretches, which is little moved by what else the machine does.
///
///     --works FILE --data DIRECTORY --scratch DIRECTORY --documents DIRECTORY
///     --script train.py --threads N [--only WORK,WORK] [--python PROGRAM]
///     [--curves DIRECTORY] [--dropout P] [--device CUDA] [--quick]
///
/// Draws of dropout differ between the sides, and so do the curves; without (`--dropout 0`) they
/// lie on each other.
public final class SpeedComparison {

  private static final List<String> WORKS =
      List.of("small-w8", "mlp-w1", "mlp-w8", "cnn-w8", "transformer-w4", "resnet18-w4");

  /// As many micro-batches as our loader may have ready when a stretch begins: they are trained on
  /// before the clock starts.
  private static final int LOADED_AHEAD = 32;

  private final Arguments arguments;
  private final List<String> figures = new ArrayList<>();

  /// How long a work is measured.
  ///
  /// @param warmUpSeconds in which a JVM compiles what a job of hours runs long since
  /// @param seconds of a stretch
  /// @param pairs of stretches
  private record Length(double warmUpSeconds, double seconds, int pairs) {}

  /// Quick runs end well before a minute has gone: what is left then is left out.
  private static final double QUICK_SECONDS = 38;

  /// Works of which a quick run trains windows of one micro-batch: a whole window takes seconds.
  private static final Set<String> SLOW = Set.of("transformer-w4", "resnet18-w4");

  /// After this a quick run does not compare memory any more.
  private static final double QUICK_MEMORY_SECONDS = 36;

  /// Micro-batches in which the memory of windows of 1 and of 8 is compared, once as many are done.
  private static final int MEMORY_MICRO_BATCHES = 32;

  /// Of which a full run takes the median.
  private static final int MEMORY_PROCESSES = 5;

  private static final String WINDOW_OF_ONE = "mlp-w1";
  private static final String WINDOW_OF_EIGHT = "mlp-w8";

  private final Length length;
  private final long startNanos = System.nanoTime();

  private SpeedComparison(Arguments arguments) {
    this.arguments = arguments;
    this.length = arguments.has("--quick") ? new Length(0.2, 0.4, 2) : new Length(30, 4, 6);
  }

  /// Runs all works; figures come last.
  public static void main(String[] words) throws IOException {
    Arguments arguments = Arguments.of(words);
    PreparedData.prepare(arguments.path("--data"), arguments.path("--documents"));
    new SpeedComparison(arguments).run();
  }

  private void run() throws IOException {
    if (python() == null) {
      say("THERE IS NO PYTORCH TO COMPARE WITH: set ACCRUE_TORCH_PYTHON to a Python with torch.");
      say("Only Accrue's own samples per second follow, and no ratio.");
    }
    String only = arguments.find("--only");
    List<String> names = only == null ? WORKS : List.of(only.split(","));
    for (String name : names) {
      if (late()) {
        say("%s IS LEFT OUT: no time is left of a quick run", name);
        continue;
      }
      try {
        measure(read(name));
      } catch (IOException e) {
        say("%s IS LEFT OUT: %s", name, e.getMessage());
      }
    }
    if (names.containsAll(List.of(WINDOW_OF_ONE, WINDOW_OF_EIGHT))) {
      compareMemory();
    }
    figures.forEach(System.out::println);
  }

  private Work read(String name) {
    boolean shortened = arguments.has("--quick") && SLOW.contains(name);
    if (shortened) {
      say("%s: a quick run trains windows of 1 micro-batch", name);
    }
    return Work.read(arguments.path("--works"), name, null, shortened ? 1 : null);
  }

  private boolean late() {
    return arguments.has("--quick") && secondsGone() > QUICK_SECONDS;
  }

  private double secondsGone() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private @Nullable String python() {
    return arguments.find("--python");
  }

  private void measure(Work work) throws IOException {
    Path scratch = scratch(work);
    String threads = arguments.text("--threads");
    if (python() == null) {
      try (Served ours = Served.start("Accrue", accrue(work, scratch, threads))) {
        ours.awaitReady();
        alone(work, ours);
      }
      return;
    }
    try (Served ours = Served.start("Accrue", accrue(work, scratch, threads));
        Served theirs = Served.start("PyTorch", pytorch(work, scratch))) {
      ours.awaitReady();
      compare(work, ours, theirs, theirs.awaitReady().get("torch").asString());
    }
  }

  private Path scratch(Work work) throws IOException {
    return Files.createDirectories(arguments.path("--scratch").resolve(work.name()))
        .toAbsolutePath();
  }

  private ProcessBuilder accrue(Work work, Path scratch, String threads) {
    List<String> words = new ArrayList<>(side(work, threads));
    words.addAll(List.of("--scratch", scratch.toString()));
    ProcessBuilder builder =
        TrainerLaunch.of(ServedTraining.class, words, scratch)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    if (arguments.has("--device")) {
      builder.environment().remove("CUDA_VISIBLE_DEVICES"); // which hides all from those on CPUs
    }
    return builder;
  }

  /// What both sides are told.
  private List<String> side(Work work, String threads) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--work", work.name(), "--works", absolute("--works")));
    words.addAll(List.of("--data", absolute("--data"), "--threads", threads));
    words.addAll(List.of("--window", Integer.toString(work.window())));
    String device = arguments.find("--device");
    if (device != null) {
      words.addAll(List.of("--device", device));
    }
    String dropout = arguments.find("--dropout");
    if (dropout != null && work.dropsOut()) {
      words.addAll(List.of("--dropout", dropout));
    }
    return words;
  }

  private String absolute(String name) {
    return arguments.path(name).toAbsolutePath().toString();
  }

  /// Gets the settings of the C library's heap that our side has.
  private ProcessBuilder pytorch(Work work, Path scratch) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(String.valueOf(python()), absolute("--script"), "--serve"));
    words.addAll(List.of("--weights", scratch.resolve("weights.safetensors").toString()));
    words.addAll(List.of("--order", scratch.resolve("order.i32").toString()));
    words.addAll(side(work, arguments.text("--threads")));
    ProcessBuilder builder = new ProcessBuilder(words);
    TrainerLaunch.of(ServedTraining.class, List.of(), scratch).environment().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("MALLOC_"))
        .forEach(entry -> builder.environment().put(entry.getKey(), entry.getValue()));
    return builder
        .directory(
            arguments.path("--script").toAbsolutePath().resolveSibling(".").normalize().toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private void alone(Work work, Served ours) throws IOException {
    long steps = stepsOfAStretch(ours);
    List<Double> rates = new ArrayList<>();
    for (int stretch = 0; stretch < length.pairs(); stretch++) {
      rates.add(stretch(work, ours, steps).samplesPerSecond());
    }
    say("%s: Accrue %.0f samples/s", work.name(), median(rates));
  }

  private void compare(Work work, Served ours, Served theirs, String torch) throws IOException {
    long steps = stepsOfAStretch(ours);
    theirs.run(ours.losses().size());
    requireEqualBeginnings(work, ours.losses().getFirst(), theirs.losses().getFirst());
    List<Stretch> mine = new ArrayList<>();
    List<Stretch> other = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int pair = 0; pair < length.pairs() && (pair == 0 || !late()); pair++) {
      mine.add(stretch(work, ours, steps));
      if (pair > 0) {
        ratios.add(ratio(mine, other));
      }
      other.add(stretch(work, theirs, steps));
      ratios.add(ratio(mine, other));
    }
    double ratio = median(ratios);
    say(
        "%s: Accrue %.0f samples/s, PyTorch %s %.0f; ratio %.3f (%.3f to %.3f, %d stretches of %d"
            + " optimizer steps each); processor time %.0f and %.0f us a sample; peak %d and %d MiB; %s",
        work.name(),
        median(mine, Stretch::samplesPerSecond),
        torch,
        median(other, Stretch::samplesPerSecond),
        ratio,
        ratios.stream().min(Double::compare).orElseThrow(),
        ratios.stream().max(Double::compare).orElseThrow(),
        mine.size(),
        steps,
        median(mine, Stretch::microsecondsPerSample),
        median(other, Stretch::microsecondsPerSample),
        ours.peakBytes() >> 20,
        theirs.peakBytes() >> 20,
        agreement(ours.losses(), theirs.losses()));
    figures.add(figure("ratio." + work.name(), ratio));
    if (arguments.has("--curves")) {
      plot(work, ours.losses(), theirs.losses());
    }
  }

  private static double ratio(List<Stretch> mine, List<Stretch> other) {
    return mine.getLast().samplesPerSecond() / other.getLast().samplesPerSecond();
  }

  private static double median(List<Stretch> stretches, ToDoubleFunction<Stretch> of) {
    return median(stretches.stream().map(of::applyAsDouble).toList());
  }

  /// Accumulating takes no memory: shown on one thread, where nothing trains side by side. What
  /// replicas on all threads take is a figure of its own.
  private void compareMemory() throws IOException {
    if (arguments.has("--quick") && secondsGone() > QUICK_MEMORY_SECONDS) {
      say("MEMORY IS NOT COMPARED: no time is left of a quick run");
      return;
    }
    double one = peakBytes(WINDOW_OF_ONE, "1");
    double eight = peakBytes(WINDOW_OF_EIGHT, "1");
    figures.add(figure("memory.window8-over-window1", eight / one));
    String threads = arguments.text("--threads");
    figures.add(figure("memory.side-by-side", peakBytes(WINDOW_OF_EIGHT, threads) / eight));
  }

  /// What processes of the same work take differs by some MiB, by what the JVM compiles meanwhile.
  private double peakBytes(String name, String threads) throws IOException {
    List<Double> peaks = new ArrayList<>();
    for (int process = 0; process < (arguments.has("--quick") ? 1 : MEMORY_PROCESSES); process++) {
      peaks.add(peakBytesOfOne(name, threads));
    }
    return median(peaks);
  }

  /// The peak of equally many micro-batches, whatever the window, after the first ones.
  private double peakBytesOfOne(String name, String threads) throws IOException {
    Work work = read(name);
    try (Served ours = Served.start("Accrue", accrue(work, scratch(work), threads))) {
      ours.awaitReady();
      ours.run(MEMORY_MICRO_BATCHES / work.window());
      ours.forgetPeak();
      ours.run(MEMORY_MICRO_BATCHES / work.window());
      return ours.peakBytes();
    }
  }

  /// A ratio means something only where both sides compute the same. Random draws of dropout
  /// differ.
  private void requireEqualBeginnings(Work work, double ours, double theirs) throws IOException {
    double allowed = work.dropsOut() && !"0".equals(arguments.find("--dropout")) ? 0.1 : 1e-4;
    if (!(Math.abs(ours - theirs) <= allowed * Math.abs(theirs))) {
      throw new IOException(
          "the first window's loss is %s in Accrue and %s in PyTorch: they do not compute the same"
              .formatted(ours, theirs));
    }
  }

  /// So many that a stretch takes the wanted time, from a first one that also warms up.
  private long stepsOfAStretch(Served ours) throws IOException {
    Stretch first = ours.run(1);
    long warmUp = Math.clamp((long) (length.warmUpSeconds() / 4 / first.seconds()), 1, 20);
    double secondsPerStep = ours.run(warmUp).seconds() / warmUp;
    for (double left = length.warmUpSeconds(); left > 0; ) {
      long steps = Math.clamp((long) (Math.min(left, length.seconds()) / secondsPerStep), 1, 2_000);
      double seconds = ours.run(steps).seconds();
      secondsPerStep = seconds / steps;
      left -= seconds;
    }
    return Math.clamp((long) (length.seconds() / secondsPerStep), 1, 2_000);
  }

  /// Where loading costs next to nothing it is not worth training on what is loaded already.
  private static Stretch stretch(Work work, Served side, long steps) throws IOException {
    if (work.data().equals("mnist")) {
      side.run(Math.ceilDiv(LOADED_AHEAD, work.window()));
    }
    return side.run(steps);
  }

  private static String agreement(List<Double> ours, List<Double> theirs) {
    int windows = Math.min(ours.size(), theirs.size());
    double largest = 0;
    double sum = 0;
    for (int window = 0; window < windows; window++) {
      double difference = Math.abs(ours.get(window) - theirs.get(window));
      largest = Math.max(largest, difference);
      sum += difference;
    }
    return "losses of %d windows differ by %.2g on average and %.2g at most"
        .formatted(windows, sum / windows, largest);
  }

  private void plot(Work work, List<Double> ours, List<Double> theirs) throws IOException {
    List<Plot.Line> lines =
        List.of(
            line("PyTorch", "stroke=\"#e69f00\" stroke-width=\"4\"", theirs),
            line("Accrue", "stroke=\"#0072b2\"", ours));
    new Plot(work.name() + ": loss of each window", "optimizer step", "loss", lines)
        .write(arguments.path("--curves").resolve("curve-" + work.name() + ".svg"));
  }

  private static Plot.Line line(String label, String style, List<Double> losses) {
    double[] x = new double[losses.size()];
    java.util.Arrays.setAll(x, index -> index + 1);
    return new Plot.Line(
        label, style, x, losses.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String figure(String name, double value) {
    return String.format(Locale.ROOT, "figure training.%s %.3f ratio", name, value);
  }

  @SuppressWarnings("AnnotateFormatMethod") // not worth a dependency on Error Prone's annotations
  private static void say(String format, @Nullable Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
