package dev.accrue.training.loop;

import org.jspecify.annotations.Nullable;

/// Tells which verdicts are news: those that differ from the last one told and were found several
/// times in a row. Each one told doubles how often, so that a noise scale near a border between two
/// verdicts does not fill a job's events.
final class SteadyAdvice {

  private static final int FIRST = 3;
  private static final int MOST = 1 << 20;

  private @Nullable BatchAdvice told;
  private @Nullable BatchAdvice found;
  private int foundInARow;
  private int needed = FIRST;

  /// Takes in the next verdict.
  ///
  /// @return whether to tell it
  boolean isNews(BatchAdvice advice) {
    foundInARow = advice == found ? foundInARow + 1 : 1;
    found = advice;
    if (foundInARow < needed || advice == told) {
      return false;
    }
    told = advice;
    needed = Math.min(2 * needed, MOST);
    return true;
  }
}
