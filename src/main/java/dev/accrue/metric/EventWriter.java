package dev.accrue.metric;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/// Writes server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
/// JSON has no bare line breaks, so one `data` line holds it.
final class EventWriter {

  private final OutputStream out;
  private final JsonMapper json;

  EventWriter(OutputStream out, JsonMapper json) {
    this.out = out;
    this.json = json;
  }

  void send(String type, LiveCursor id, Object data) throws IOException {
    write(
        "event: %s\nid: %s\ndata: %s\n\n"
            .formatted(type, id.encode(), json.writeValueAsString(data)));
  }

  /// Tells proxies and the reader that the stream lives.
  void comment(String text) throws IOException {
    write(": " + text + "\n\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
