package dev.accrue.live;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/// Writes server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
/// JSON has no bare line breaks, so one `data` line holds it.
public final class EventWriter {

  private final OutputStream out;
  private final JsonMapper json;

  /// Writes to `out`.
  public EventWriter(OutputStream out, JsonMapper json) {
    this.out = out;
    this.json = json;
  }

  /// Begins a stream.
  public static EventWriter begin(HttpServletResponse response, JsonMapper json)
      throws IOException {
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Otherwise some proxies gather the stream before they pass it on.
    response.setHeader("X-Accel-Buffering", "no");
    return new EventWriter(response.getOutputStream(), json);
  }

  /// Sends an event.
  ///
  /// @param id from where to go on after it
  public void send(String type, String id, Object data) throws IOException {
    write("event: %s\nid: %s\ndata: %s\n\n".formatted(type, id, json.writeValueAsString(data)));
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
