package dev.accrue.fleet;

import dev.accrue.api.worker.WorkerProblem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a heartbeat says is wrong.
///
/// @param ofWorker with the worker as a whole; null for nothing
/// @param ofDevices with devices, by ordinal
record WorkerProblems(@Nullable String ofWorker, Map<Integer, String> ofDevices) {

  /// As much as the tables keep.
  private static final int MAX_CHARACTERS = 4000;

  private static final String SEPARATOR = "; ";

  static WorkerProblems of(List<WorkerProblem> problems) {
    String ofWorker = null;
    Map<Integer, String> ofDevices = new TreeMap<>();
    for (WorkerProblem problem : problems) {
      Integer ordinal = problem.deviceOrdinal();
      if (ordinal == null) {
        ofWorker = join(ofWorker, problem.message());
      } else {
        ofDevices.merge(ordinal, problem.message(), WorkerProblems::join);
      }
    }
    return new WorkerProblems(ofWorker, ofDevices);
  }

  private static String join(@Nullable String first, String next) {
    String all = first == null ? next : first + SEPARATOR + next;
    return all.substring(0, Math.min(all.length(), MAX_CHARACTERS));
  }
}
