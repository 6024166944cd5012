package dev.accrue.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Answers a rehearsal's requests on loopback: each path always the same, one connection after the
/// other.
final class CannedServer implements AutoCloseable {

  private static final String ANSWERS = "rehearsal.json";

  private final JsonNode answers;
  private final ServerSocket socket;

  CannedServer() throws IOException {
    try (InputStream in = CannedServer.class.getResourceAsStream(ANSWERS)) {
      if (in == null) {
        throw new IOException("the jar lacks " + ANSWERS);
      }
      this.answers = Json.MAPPER.readTree(in);
    }
    this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  private void serve() {
    while (true) {
      try (Socket connection = socket.accept()) {
        answer(connection);
      } catch (IOException e) {
        if (socket.isClosed()) {
          return;
        }
      }
    }
  }

  private void answer(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    String request = in.readLine();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      // Headers do not matter.
    }
    String path = request == null ? "" : request.replaceFirst("\\S+ ([^ ?]+).*", "$1");
    byte[] body = answers.path(path).toString().getBytes(StandardCharsets.UTF_8);
    OutputStream out = connection.getOutputStream();
    String head =
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(answers.has(path) ? "200 OK" : "404 Not Found", body.length);
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
