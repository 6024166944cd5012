package dev.accrue.training.attempt;

import dev.accrue.training.attempt.ServerConnection.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/// A request whose answer may be large. `HttpURLConnection` reads from the socket into the reader's
/// own buffer; `HttpClient` passes pieces from thread to thread at twice the processor time.
final class Download {

  private Download() {}

  /// Sends the request and waits for the first of the answer.
  ///
  /// @param described what to send, but for its body
  static Answer begin(HttpRequest described, byte @Nullable [] body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) described.uri().toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout((int) ServerConnection.CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) ServerConnection.REQUEST_TIMEOUT.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    described
        .headers()
        .map()
        .forEach(
            (name, values) -> values.forEach(value -> connection.setRequestProperty(name, value)));
    if (body != null) {
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
    }
    int status = connection.getResponseCode();
    if (status < 300) {
      return new Answer(status, connection.getInputStream());
    }
    InputStream error = connection.getErrorStream();
    return new Answer(status, error == null ? InputStream.nullInputStream() : error);
  }
}
