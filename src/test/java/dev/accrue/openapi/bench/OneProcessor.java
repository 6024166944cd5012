package dev.accrue.openapi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is asked of other processes by the tools of the system and the JDK.
final class OneProcessor {

  private static final Pattern USED = Pattern.compile("used ([0-9]+)K");

  private OneProcessor() {}

  /// Keeps all threads of a process on the first processor, where the system can do so.
  static void pin(long pid) throws IOException, InterruptedException {
    try {
      run(List.of("taskset", "-acp", "0", Long.toString(pid)));
    } catch (IOException e) {
      System.out.println("not kept on one processor: " + e.getMessage());
    }
  }

  /// What a JVM holds after a collection.
  static long liveBytes(long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    run(List.of(jcmd, Long.toString(pid), "GC.run"));
    String heap = run(List.of(jcmd, Long.toString(pid), "GC.heap_info"));
    long kibibytes = 0;
    Matcher matcher = USED.matcher(heap.replaceAll("(?s)Metaspace.*", ""));
    while (matcher.find()) {
      kibibytes += Long.parseLong(matcher.group(1));
    }
    return kibibytes << 10;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
