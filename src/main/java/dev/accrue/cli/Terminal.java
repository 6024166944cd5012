package dev.accrue.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What can be shown.
///
/// @param interactive whether lines may be written over
/// @param columns how wide a line is
/// @param unicode whether it shows more than ASCII
public record Terminal(boolean interactive, int columns, boolean unicode) {

  private static final int USUAL_COLUMNS = 100;
  private static final int FEWEST_COLUMNS = 40;

  /// Where this process writes to.
  public static Terminal detect() {
    return detect(System.getenv());
  }

  static Terminal detect(Map<String, String> environment) {
    boolean interactive =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    String encoding = System.getProperty("stdout.encoding", "");
    return new Terminal(
        interactive, columns(environment.get("COLUMNS")), encoding.startsWith("UTF"));
  }

  private static int columns(@Nullable String text) {
    if (text == null || !text.matches("\\d{1,4}")) {
      return USUAL_COLUMNS;
    }
    return Math.max(FEWEST_COLUMNS, Integer.parseInt(text));
  }
}
