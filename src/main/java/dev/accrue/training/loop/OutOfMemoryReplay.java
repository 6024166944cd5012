package dev.accrue.training.loop;

import dev.accrue.training.memory.MemoryAmount;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.OutOfMemory;

/// Makes training go on after memory ran out: what the window did is dropped, native memory is
/// given back, micro-batches get half their samples (or where replicas train side by side on the
/// device, all but one of these are freed), and loading starts again at the window. The window
/// itself stays what it was: the same samples and the same optimizer step.
///
/// Work that has moved training on is never replayed. An optimizer step that runs out of memory may
/// be replayed too. Its program allocates (norms, the step's number) before it changes the first
/// parameter, and works in place from then on.
final class OutOfMemoryReplay {

  private final TrainingParts parts;

  OutOfMemoryReplay(TrainingParts parts) {
    this.parts = parts;
  }

  /// Work that may run out of memory, and then runs again from its beginning.
  ///
  /// @param <T> what comes of it
  @FunctionalInterface
  interface Work<T> {
    T run() throws InterruptedException;
  }

  /// Where training stands, as of the time of asking: the work may move it on.
  @FunctionalInterface
  interface Place {
    TrainingState state();
  }

  /// Does the work, with smaller micro-batches where it has to be.
  ///
  /// @param what such as `a window`, for people
  /// @param undo undoes what the work did before memory ran out
  /// @throws OutOfMemoryException when one sample does not fit
  <T> T run(String what, Place place, Runnable undo, Work<T> work) throws InterruptedException {
    TrainingState before = place.state();
    while (true) {
      long startedAtNanos = nanoTime();
      try {
        return work.run();
      } catch (RuntimeException | OutOfMemoryError e) {
        parts.memory().headroom().ranOut();
        if (!OutOfMemory.is(e) || !before.equals(place.state())) {
          throw e;
        }
        undo.run();
        shrink(what, before, e, startedAtNanos);
      }
    }
  }

  private long nanoTime() {
    return parts.memory().terms().nanoTime().getAsLong();
  }

  private void shrink(String what, TrainingState state, Throwable failure, long startedAtNanos)
      throws InterruptedException {
    int micro = Math.min(parts.feed().micro(), parts.spec().batch().largestEffective());
    parts.feed().pause();
    int replicas = parts.replicas().count();
    boolean freed = parts.replicas().leaveOne();
    NativeHeap.giveBack();
    if (!freed && micro == 1) {
      throw parts.memory().doesNotFit(failure);
    }
    restart(state, freed ? micro : Math.ceilDiv(micro, 2));
    int after = parts.feed().micro();
    String change =
        after == micro
            ? "%d replicas side by side -> 1".formatted(replicas)
            : "micro %d -> %d".formatted(micro, after);
    int effective = parts.spec().batch().effectiveAt(state.optimizerStep());
    parts.surroundings().probed(nanoTime() - startedAtNanos);
    parts
        .surroundings()
        .event(
            "OUT_OF_MEMORY_REPLAYED",
            "memory ran out in %s at optimizer step %d: %s%s; it was dropped and runs again, and the"
                    .formatted(what, state.optimizerStep() + 1, change, limit())
                + " effective batch stays %d. %s".formatted(effective, OutOfMemory.line(failure)));
    if (after < micro) {
      parts.memory().remember(after);
    }
  }

  /// The buffers of smaller micro-batches may not fit either.
  private void restart(TrainingState state, int micro) {
    try {
      parts.feed().restart(state, micro);
    } catch (OutOfMemoryError e) {
      NativeHeap.giveBack();
      if (micro == 1) {
        throw parts.memory().doesNotFit(e);
      }
      restart(state, Math.ceilDiv(micro, 2));
    }
  }

  private String limit() {
    Long bytes = parts.memory().limitBytes();
    return bytes == null ? "" : ", limit " + MemoryAmount.text(bytes);
  }
}
