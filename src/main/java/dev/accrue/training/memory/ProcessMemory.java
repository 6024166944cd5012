package dev.accrue.training.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of this process is resident, by `/proc/self`: anonymous memory, which tensors, buffers and
/// the heap are. Pages of mapped data files are left out; the kernel drops those when it likes.
public final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /// Sets `VmHWM` back to what is resident now (proc(5)).
  private static final String CLEAR_PEAK = "5";

  private ProcessMemory() {}

  /// Bytes that were resident at most since the peak was last cleared; 0 where that is not known.
  public static long peakBytes() {
    Map<String, Long> status = status();
    long files = status.getOrDefault("RssFile", 0L) + status.getOrDefault("RssShmem", 0L);
    return Math.max(0, status.getOrDefault("VmHWM", 0L) - files);
  }

  /// Bytes that are resident now; 0 where that is not known.
  static long residentBytes() {
    return status().getOrDefault("RssAnon", 0L);
  }

  /// Private data, which the limit on the process is about: mapped, resident or not.
  public static long dataBytes() {
    return status().getOrDefault("VmData", 0L);
  }

  /// Begins a new peak. Where the kernel does not allow that, the peak stays that of the process.
  public static void clearPeak() {
    try {
      Files.writeString(CLEAR, CLEAR_PEAK);
    } catch (IOException e) {
      // A kernel without it, or a sandbox: peaks are then those of the whole process.
      return;
    }
  }

  private static Map<String, Long> status() {
    Map<String, Long> bytes = new HashMap<>();
    try {
      for (String line : Files.readAllLines(STATUS)) {
        List<String> words = List.of(line.split("\\s+"));
        if (words.size() == 3 && words.get(2).equals("kB")) {
          String name = words.getFirst();
          bytes.put(name.substring(0, name.length() - 1), Long.parseLong(words.get(1)) << 10);
        }
      }
    } catch (IOException e) {
      return Map.of(); // not Linux
    }
    return bytes;
  }
}
