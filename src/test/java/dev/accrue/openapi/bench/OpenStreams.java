package dev.accrue.openapi.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Streams of server-sent events that are read as fast as they come, each on a connection.
final class OpenStreams implements AutoCloseable {

  private static final long OPEN_SECONDS = 60;
  private static final byte[] EVENT = "\nevent:".getBytes(StandardCharsets.UTF_8);

  private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicLong events = new AtomicLong();
  private final CountDownLatch open;
  private volatile boolean closed;

  /// A stream and who reads it.
  record Reader(String path, String token) {}

  OpenStreams(URI url, List<Reader> readers) throws InterruptedException {
    this.open = new CountDownLatch(readers.size());
    for (Reader reader : readers) {
      Thread.ofVirtual().start(() -> read(url, reader.path(), reader.token()));
    }
    if (!open.await(OPEN_SECONDS, TimeUnit.SECONDS)) {
      errors.add("%d streams did not open".formatted(open.getCount()));
    }
  }

  long events() {
    return events.get();
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  private void read(URI url, String path, String token) {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      sockets.add(socket);
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n"
              .formatted(path, url.getAuthority(), token);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[8192];
      int read = in.read(bytes);
      String head = new String(bytes, 0, Math.max(read, 0), StandardCharsets.UTF_8);
      if (!head.startsWith("HTTP/1.1 200")) {
        errors.add(head);
      }
      open.countDown();
      count(in, bytes);
      if (!closed) {
        errors.add("a stream ended");
      }
    } catch (IOException e) {
      if (!closed) {
        errors.add(e.toString());
      }
    }
  }

  private void count(InputStream in, byte[] bytes) throws IOException {
    int matched = 0;
    for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
      for (int i = 0; i < read; i++) {
        matched = bytes[i] == EVENT[matched] ? matched + 1 : bytes[i] == EVENT[0] ? 1 : 0;
        if (matched == EVENT.length) {
          events.incrementAndGet();
          matched = 0;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
