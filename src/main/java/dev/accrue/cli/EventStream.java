package dev.accrue.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
final class EventStream implements AutoCloseable {

  /// An event.
  ///
  /// @param id from where to go on after it; empty when the server named none
  record Event(String type, String id, String data) {}

  private final BufferedReader lines;

  EventStream(InputStream body) {
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /// The next event; empty when the stream has ended.
  Optional<Event> next() throws IOException {
    String type = "message";
    String id = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && !data.isEmpty()) {
        return Optional.of(new Event(type, id, data.toString()));
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      switch (field) {
        case "event" -> type = value;
        case "id" -> id = value;
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        default -> {} // comments, and fields that are of no use here
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
