package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargerThanHeapTest {

  private static final int LINES = 2_500_000;
  private static final long HEAP_BYTES = 32L << 20;

  @TempDir Path directory;

  @Test
  void dataSetsThatAreLargerThanTheHeapAreShownWhole() throws Exception {
    write("text", LINES, "");
    write("few-text", 100, "");
    write("table", LINES, "number,colour,amount\n");
    write("few-table", 100, "number,colour,amount\n");
    assertThat(Files.size(directory.resolve("text"))).isGreaterThan(HEAP_BYTES);
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_BYTES,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LargerThanHeap.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    long windows = Files.size(directory.resolve("text")) / 256;
    assertThat(said).contains("%d samples".formatted(windows + LINES));
  }

  private void write(String name, int lines, String header) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(directory.resolve(name))) {
      writer.write(header);
      for (int line = 0; line < lines; line++) {
        writer.write(line + (line % 3 == 0 ? ",red," : ",blue,") + (line * 7L % 1000003) + ".5\n");
      }
    }
  }
}
