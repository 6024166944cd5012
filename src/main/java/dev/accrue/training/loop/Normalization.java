package dev.accrue.training.loop;

import dev.accrue.api.spec.LossNormalization;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.PlannedWindow;
import dev.accrue.training.window.SampleRange;
import java.util.ArrayList;
import java.util.List;

/// What the sums of losses of a window's micro-batches are divided by, known before the first
/// backward. With N_i the denominator of micro-batch i's own samples and k micro-batches:
///
/// - `window`: `D = sum of all N_i` for each of them, so that the accumulated gradient is that of
///   the window's mean loss, however it is split;
/// - `micro-batch`: `N_i k`, the mean of the micro-batches' means, which is the same only where all
///   N_i are equal.
///
/// A denominator of 0 means that nothing counts there.
record Normalization(LossNormalization rule, List<Denominator> tasks, SampleOrder order) {

  /// The denominators of each micro-batch, one per task.
  List<List<Double>> of(PlannedWindow window) {
    List<PlannedMicroBatch> microBatches = window.microBatches();
    double[][] own = new double[microBatches.size()][];
    double[] all = new double[tasks.size()];
    for (int index = 0; index < own.length; index++) {
      own[index] = sums(microBatches.get(index));
      for (int task = 0; task < all.length; task++) {
        all[task] += own[index][task];
      }
    }
    List<List<Double>> denominators = new ArrayList<>(own.length);
    for (double[] sums : own) {
      denominators.add(list(rule == LossNormalization.WINDOW ? all : times(sums, own.length)));
    }
    return denominators;
  }

  private double[] sums(PlannedMicroBatch microBatch) {
    double[] sums = new double[tasks.size()];
    for (SampleRange range : microBatch.ranges()) {
      for (int place = range.from(); place < range.to(); place++) {
        int sample = order.sampleAt(range.epoch(), place);
        for (int task = 0; task < sums.length; task++) {
          sums[task] += tasks.get(task).of(sample);
        }
      }
    }
    return sums;
  }

  private static double[] times(double[] sums, int factor) {
    double[] products = sums.clone();
    for (int task = 0; task < products.length; task++) {
      products[task] *= factor;
    }
    return products;
  }

  private static List<Double> list(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
