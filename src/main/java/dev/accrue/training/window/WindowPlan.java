package dev.accrue.training.window;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.api.spec.LossNormalization;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.window.PlannedWindow.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Cuts the data into windows and windows into micro-batches. A window is a function of the place
/// where it starts, so that a resumed or replayed one is the same.
///
/// A window of B samples has `ceil(B / micro)` micro-batches, the last one smaller where micro does
/// not divide B. With the normalisation `window` each sum of losses is divided by the window's own
/// number of samples, and the accumulated gradient is that of the window's mean loss however it is
/// split. With `micro-batch` it is divided by `samples of the micro-batch x micro-batches`, the
/// mean of means, which is the same only for equal micro-batches.
///
/// @param splitSize samples of an epoch
/// @param epochs after which the data ends; empty when it goes on
public record WindowPlan(
    int splitSize,
    BatchSpec batch,
    LastWindow lastWindow,
    LossNormalization normalization,
    OptionalInt epochs) {

  public WindowPlan {
    if (splitSize < 1 || batch.micro() < 1 || batch.effective() < batch.micro()) {
      throw new IllegalArgumentException("%d samples, %s".formatted(splitSize, batch));
    }
    if (lastWindow == LastWindow.DROP && splitSize < batch.effective()) {
      throw new TrainingRefusedException(
          "the effective batch of %d is larger than the training split of %d samples, and lastWindow"
                  .formatted(batch.effective(), splitSize)
              + " is drop: nothing would be left; lower it or set lastWindow to step");
    }
  }

  /// The window that starts at this place.
  public PlannedWindow windowAt(Place start) {
    List<SampleRange> ranges = new ArrayList<>();
    int missing = batch.effective();
    Place next = start;
    do {
      int size = Math.min(missing, splitSize - next.offset());
      ranges.add(new SampleRange(next.epoch(), next.offset(), next.offset() + size));
      missing -= size;
      next = after(next, size);
    } while (missing > 0 && lastWindow == LastWindow.CARRY && !isEnd(next));
    int samples = batch.effective() - missing;
    return new PlannedWindow(start, next, samples, microBatches(ranges, samples));
  }

  /// Whether all epochs are used up at this place.
  public boolean isEnd(Place place) {
    return epochs.isPresent() && place.epoch() >= epochs.getAsInt();
  }

  private Place after(Place place, int size) {
    int offset = place.offset() + size;
    int left = splitSize - offset;
    boolean over = left == 0 || (lastWindow == LastWindow.DROP && left < batch.effective());
    return over ? new Place(place.epoch() + 1, 0) : new Place(place.epoch(), offset);
  }

  private List<PlannedMicroBatch> microBatches(List<SampleRange> ranges, int samples) {
    int count = Math.ceilDiv(samples, batch.micro());
    List<PlannedMicroBatch> microBatches = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      int from = index * batch.micro();
      int size = Math.min(batch.micro(), samples - from);
      double denominator =
          switch (normalization) {
            case WINDOW -> samples;
            case MICRO_BATCH -> (double) size * count;
          };
      microBatches.add(new PlannedMicroBatch(index, cut(ranges, from, size), denominator));
    }
    return microBatches;
  }

  /// The part of the ranges that starts `from` samples after their beginning.
  private static List<SampleRange> cut(List<SampleRange> ranges, int from, int size) {
    List<SampleRange> part = new ArrayList<>();
    int skip = from;
    int missing = size;
    for (SampleRange range : ranges) {
      int taken = Math.min(missing, range.size() - skip);
      if (taken > 0) {
        int first = range.from() + skip;
        part.add(new SampleRange(range.epoch(), first, first + taken));
        missing -= taken;
      }
      skip = Math.max(0, skip - range.size());
    }
    return part;
  }
}
