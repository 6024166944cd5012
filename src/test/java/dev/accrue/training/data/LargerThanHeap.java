package dev.accrue.training.data;

import dev.accrue.training.Jobs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// Shows every sample of a text and of a table that are larger than this process's heap; prints how
/// many, and the heap.
final class LargerThanHeap {

  private LargerThanHeap() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    Jobs text =
        Jobs.mlp()
            .with(
                "data.text",
                "{\"tokenizer\": \"bytes\", \"vocabulary\": 256, \"sequenceLength\": 255}");
    long shown = show(open(directory, "TEXT", "text", text));
    shown += show(open(directory, "CSV", "table", Jobs.mlp()));
    System.out.printf("%d samples, heap %d%n", shown, Runtime.getRuntime().maxMemory());
  }

  private static SampleSource open(Path directory, String format, String name, Jobs job)
      throws IOException, InterruptedException {
    Path work = Files.createDirectories(directory.resolve("work"));
    return new DataFiles(directory, format)
        .at("train", directory.resolve(name))
        .at("test", directory.resolve("few-" + name))
        .open(job, work)
        .train();
  }

  private static long show(SampleSource source) {
    ByteBuffer into = DataFiles.buffer(1 << 16);
    for (int sample = 0; sample < source.size(); sample++) {
      into.clear();
      source.writeFeatures(sample, null, into);
      source.writeTarget(0, sample, into);
    }
    return source.size();
  }
}
