package dev.accrue.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request to a server. By Java's first client: the newer one loads some 500 classes more, and
/// TLS with all its certificates even where there is none, which is a third of what a short command
/// takes.
final class Http {

  private static final int CONNECT_MILLIS = 10_000;

  /// More than a server lets pass between two signs of life of a stream.
  private static final int READ_MILLIS = 120_000;

  static {
    // What may be sent twice is for the caller to say.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final HttpURLConnection connection;

  /// An answer whose body is still to be read.
  record Answer(int status, InputStream body, Map<String, List<String>> headers)
      implements AutoCloseable {

    boolean isGood() {
      return status / 100 == 2;
    }

    /// The whole body.
    String text() throws IOException {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    /// A header's values; no header is empty.
    List<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> name.equalsIgnoreCase(header.getKey()))
          .flatMap(header -> header.getValue().stream())
          .toList();
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  private Http(HttpURLConnection connection) {
    this.connection = connection;
  }

  static Http request(String method, URI address) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setUseCaches(false);
    return new Http(connection);
  }

  Http header(String name, @Nullable String value) {
    if (value != null) {
      connection.setRequestProperty(name, value);
    }
    return this;
  }

  Answer send() throws IOException {
    int status = connection.getResponseCode();
    InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    return new Answer(
        status, body == null ? InputStream.nullInputStream() : body, connection.getHeaderFields());
  }

  Answer send(String contentType, byte[] body) throws IOException {
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", contentType);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    return send();
  }
}
