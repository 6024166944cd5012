package dev.accrue.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Where a command's answer goes, in the format that was asked for.
final class Screen {

  private final PrintWriter out;
  private final PrintWriter err;
  private final OutputFormat format;
  private final Supplier<Terminal> terminal;

  Screen(PrintWriter out, PrintWriter err, OutputFormat format, Supplier<Terminal> terminal) {
    this.out = out;
    this.err = err;
    this.format = format;
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal.get();
  }

  PrintWriter out() {
    return out;
  }

  boolean forPeople() {
    return format == OutputFormat.TABLE;
  }

  /// Shows an answer.
  ///
  /// @param text what people get to see of it
  void show(JsonNode answer, Supplier<?> text) {
    switch (format) {
      case TABLE -> out.println(text.get());
      case JSON -> out.println(answer.toPrettyString());
      case YAML -> out.print(YAMLMapper.builder().build().writeValueAsString(answer));
    }
    out.flush();
  }

  /// Says something beside the answer.
  void note(String text) {
    err.println(text);
    err.flush();
  }

  /// A line that shows how far something long has come, where lines may be written over.
  Meter meter(String name, long totalBytes) {
    return new Meter(err, terminal().interactive(), name, totalBytes);
  }
}
