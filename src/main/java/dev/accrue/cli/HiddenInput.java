package dev.accrue.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something secret that a person types or a program pipes in.
final class HiddenInput {

  private HiddenInput() {}

  /// From the keyboard without an echo, or the first line of what is piped in.
  static String read(Surroundings surroundings, String prompt)
      throws IOException, RefusedException {
    Optional<Console> keyboard = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (keyboard.isPresent()) {
      char[] typed = keyboard.get().readPassword("%s", prompt);
      return required(typed == null ? null : new String(typed));
    }
    return required(
        new BufferedReader(new InputStreamReader(surroundings.input(), StandardCharsets.UTF_8))
            .readLine());
  }

  private static String required(@Nullable String line) throws RefusedException {
    if (line == null || line.isBlank()) {
      throw new RefusedException(ExitCode.USAGE, "nothing was entered");
    }
    return line.strip();
  }
}
