package dev.accrue.scheduling.plan;

import java.util.Arrays;

/// When each of several like things will be free, soonest first, and whether that is a guess.
final class Timetable {

  private final long[] times;
  private final boolean[] guesses;

  Timetable(int count, long now) {
    times = new long[count];
    guesses = new boolean[count];
    Arrays.fill(times, now);
  }

  /// Lets one of them be free later; to be followed by [#sort].
  void extend(int index, long by, boolean guess) {
    times[index] =
        by == Moments.NEVER || times[index] == Moments.NEVER ? Moments.NEVER : times[index] + by;
    guesses[index] |= guess;
  }

  void sort() {
    for (int i = 1; i < times.length; i++) {
      for (int at = i; at > 0 && isBefore(at, times[at - 1], guesses[at - 1]); at--) {
        swap(at, at - 1);
      }
    }
  }

  /// At equal times, what is known goes first.
  private boolean isBefore(int index, long time, boolean guess) {
    return times[index] < time || (times[index] == time && !guesses[index] && guess);
  }

  private void swap(int one, int other) {
    long time = times[one];
    times[one] = times[other];
    times[other] = time;
    boolean guess = guesses[one];
    guesses[one] = guesses[other];
    guesses[other] = guess;
  }

  /// When so many are free at once; [Moments#NEVER] when they may never be.
  long earliest(int count) {
    return count > times.length ? Moments.NEVER : times[count - 1];
  }

  boolean isGuess(int count) {
    for (int i = 0; i < Math.min(count, times.length); i++) {
      if (guesses[i]) {
        return true;
      }
    }
    return false;
  }

  /// Gives the soonest away.
  ///
  /// @param until not before they are free
  void take(int count, long until, boolean guess) {
    // One pass for each: what is taken is put back where it belongs.
    for (int taken = 0; taken < Math.min(count, times.length); taken++) {
      int at = 0;
      while (at + 1 < times.length && isBefore(at + 1, until, guess)) {
        times[at] = times[at + 1];
        guesses[at] = guesses[at + 1];
        at++;
      }
      times[at] = until;
      guesses[at] = guess;
    }
  }
}
