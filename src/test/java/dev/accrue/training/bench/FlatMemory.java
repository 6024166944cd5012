package dev.accrue.training.bench;

import dev.accrue.bench.Arguments;
import dev.accrue.worker.TrainerLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Trains the small MLP for 100,000 optimizer steps in a process that is started as workers start
/// trainers, and looks from outside at how much of it is resident.
///
///     --works FILE --documents DIRECTORY --data DIRECTORY --scratch DIRECTORY --csv FILE
///     [--quick]
public final class FlatMemory {

  private static final String WORK = "small-w8";

  /// Small ones: what is kept by mistake is kept once per window or micro-batch, and these cost
  /// least.
  private static final int MICRO = 8;

  private static final int WINDOW = 2;
  private static final long OPTIMIZER_STEPS = 100_000;
  private static final long QUICK_OPTIMIZER_STEPS = 4_000;
  private static final int SAMPLES = 100;
  private static final int TENTH = SAMPLES / 10;
  private static final double MIB = 1 << 20;

  private FlatMemory() {}

  /// How much was resident at some time.
  ///
  /// @param heapBytes of it Java's heap, whose pages become resident when they are first used
  private record Sample(long optimizerStep, long residentBytes, long heapBytes) {}

  /// Prints the series as it goes and the figure at the end.
  public static void main(String[] words) throws Exception {
    Arguments arguments = Arguments.of(words);
    long steps = arguments.has("--quick") ? QUICK_OPTIMIZER_STEPS : OPTIMIZER_STEPS;
    PreparedData.prepare(arguments.path("--data"), arguments.path("--documents"));
    Path directory = Files.createDirectories(arguments.path("--scratch")).toAbsolutePath();
    Path csv = arguments.path("--csv");
    Files.createDirectories(csv.toAbsolutePath().getParent());
    Process process = start(arguments, directory);
    List<Sample> samples = train(process, steps, csv);
    System.out.printf(
        Locale.ROOT,
        "%,d optimizer steps; MiB resident, means of a tenth of the steps: %.1f behind the first"
            + " tenth, %.1f at the end; of these Java's heap %.1f and %.1f%n",
        steps,
        warm(samples).residentBytes() / MIB,
        last(samples).residentBytes() / MIB,
        warm(samples).heapBytes() / MIB,
        last(samples).heapBytes() / MIB);
    System.out.printf(
        Locale.ROOT,
        "figure training.memory.end-over-warm %.3f ratio%n",
        (double) last(samples).residentBytes() / warm(samples).residentBytes());
  }

  private static Process start(Arguments arguments, Path directory) throws IOException {
    List<String> own =
        List.of(
            "--work", WORK,
            "--works", arguments.path("--works").toAbsolutePath().toString(),
            "--data", arguments.path("--data").toAbsolutePath().toString(),
            "--scratch", directory.toString(),
            "--threads", "1",
            "--micro", Integer.toString(MICRO),
            "--window", Integer.toString(WINDOW));
    return TrainerLaunch.of(ServedTraining.class, own, directory)
        .redirectError(directory.resolve("flat-memory.log").toFile())
        .start();
  }

  private static List<Sample> train(Process process, long steps, Path csv) throws IOException {
    List<Sample> samples = new ArrayList<>();
    List<String> rows = new ArrayList<>(List.of("optimizer_step,resident_bytes,heap_bytes"));
    try (Served trainer = Served.of("Accrue", process)) {
      trainer.awaitReady();
      for (int number = 1; number <= SAMPLES; number++) {
        trainer.run(steps / SAMPLES);
        Sample sample = sample(process.pid(), number * steps / SAMPLES);
        samples.add(sample);
        rows.add(
            "%d,%d,%d"
                .formatted(sample.optimizerStep(), sample.residentBytes(), sample.heapBytes()));
        Files.write(csv, rows);
        if (number % TENTH == 0) {
          System.out.printf(
              Locale.ROOT,
              "step %,d: %.1f MiB resident, %.1f of them heap%n",
              sample.optimizerStep(),
              sample.residentBytes() / MIB,
              sample.heapBytes() / MIB);
        }
      }
    }
    return samples;
  }

  private static Sample warm(List<Sample> samples) {
    return mean(samples.subList(TENTH, 2 * TENTH));
  }

  private static Sample last(List<Sample> samples) {
    return mean(samples.subList(SAMPLES - TENTH, SAMPLES));
  }

  private static Sample mean(List<Sample> some) {
    return new Sample(
        some.getLast().optimizerStep(),
        (long) some.stream().mapToLong(Sample::residentBytes).average().orElseThrow(),
        (long) some.stream().mapToLong(Sample::heapBytes).average().orElseThrow());
  }

  /// By the kernel's list of what is mapped, of which the heap is the largest.
  private static Sample sample(long pid, long optimizerStep) throws IOException {
    long resident = 0;
    long largest = 0;
    long size = 0;
    long heap = 0;
    List<String> lines =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps")).stream()
            .filter(line -> line.startsWith("Size:") || line.startsWith("Rss:"))
            .collect(Collectors.toList());
    for (String line : lines) {
      List<String> columns = List.of(line.split("\\s+"));
      long bytes = Long.parseLong(columns.get(1)) << 10;
      if (columns.getFirst().equals("Size:")) {
        size = bytes;
      } else {
        resident += bytes;
        heap = size > largest ? bytes : heap;
        largest = Math.max(largest, size);
      }
    }
    return new Sample(optimizerStep, resident, heap);
  }
}
