package dev.accrue.training.window;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.window.PlannedWindow.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Cuts the data into windows and windows into micro-batches. A window's samples are a function of
/// the place where it starts and of its optimizer step, so that a resumed or replayed one has the
/// same; how many go through the model at once may change from one to the next.
///
/// A window of B samples has `ceil(B / micro)` micro-batches, the last one smaller where micro does
/// not divide B.
///
/// @param splitSize samples of an epoch
/// @param batch B by optimizer step; its micro is not used here
/// @param epochs after which the data ends; empty when it goes on
public record WindowPlan(
    int splitSize, BatchSpec batch, LastWindow lastWindow, OptionalInt epochs) {

  public WindowPlan {
    if (splitSize < 1) {
      throw new IllegalArgumentException("%d samples, %s".formatted(splitSize, batch));
    }
    if (lastWindow == LastWindow.DROP && splitSize < batch.largestEffective()) {
      throw new TrainingRefusedException(
          "the effective batch of %d is larger than the training split of %d samples, and lastWindow"
                  .formatted(batch.largestEffective(), splitSize)
              + " is drop: nothing would be left; lower it or set lastWindow to step");
    }
  }

  /// The window of an optimizer step.
  ///
  /// @param start of its first sample
  /// @param optimizerStep windows before it; decides how large it is
  /// @param micro samples of a micro-batch; may be more than the window has
  public PlannedWindow windowAt(Place start, long optimizerStep, int micro) {
    int effective = batch.effectiveAt(optimizerStep);
    int nextEffective = batch.effectiveAt(optimizerStep + 1);
    List<SampleRange> ranges = new ArrayList<>();
    int missing = effective;
    Place next = start;
    do {
      int size = Math.min(missing, splitSize - next.offset());
      ranges.add(new SampleRange(next.epoch(), next.offset(), next.offset() + size));
      missing -= size;
      next = after(next, size, nextEffective);
    } while (missing > 0 && lastWindow == LastWindow.CARRY && !isEnd(next));
    return new PlannedWindow(
        start, next, effective - missing, microBatches(ranges, effective - missing, micro));
  }

  /// Whether all epochs are used up at this place.
  public boolean isEnd(Place place) {
    return epochs.isPresent() && place.epoch() >= epochs.getAsInt();
  }

  /// What is dropped at the end of an epoch is what the *next* window could not be filled with.
  private Place after(Place place, int size, int nextEffective) {
    int offset = place.offset() + size;
    int left = splitSize - offset;
    boolean over = left == 0 || (lastWindow == LastWindow.DROP && left < nextEffective);
    return over ? new Place(place.epoch() + 1, 0) : new Place(place.epoch(), offset);
  }

  private static List<PlannedMicroBatch> microBatches(
      List<SampleRange> ranges, int samples, int micro) {
    List<PlannedMicroBatch> microBatches = new ArrayList<>(Math.ceilDiv(samples, micro));
    for (int from = 0; from < samples; from += micro) {
      int size = Math.min(micro, samples - from);
      microBatches.add(new PlannedMicroBatch(microBatches.size(), cut(ranges, from, size)));
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
