package dev.accrue.notify;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A real HTTP server on loopback that keeps what it gets. `/hook` answers as told, `/moved`
/// redirects to it, `/endless` answers a body without end, `/silent` does not answer.
final class Receiver {

  private final HttpServer server;
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger status = new AtomicInteger(204);

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// What came.
  record Message(String path, Headers headers, String text) {

    String header(String name) {
      return headers.getFirst(name);
    }

    byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      messages.add(new Message(path, exchange.getRequestHeaders(), text));
      switch (path) {
        case "/moved" -> {
          exchange.getResponseHeaders().set("Location", "/hook");
          exchange.sendResponseHeaders(307, -1);
        }
        case "/endless" -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(new byte[1 << 16]);
          }
        }
        case "/silent" -> {
          try {
            stopped.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        }
        default -> exchange.sendResponseHeaders(status.get(), -1);
      }
    }
  }

  String url(String host, String path) {
    return "http://%s:%d%s".formatted(host, server.getAddress().getPort(), path);
  }

  void answerWith(int newStatus) {
    status.set(newStatus);
  }

  /// In the order in which they came.
  List<Message> messages() {
    return messages;
  }

  void stop() {
    stopped.countDown();
    server.stop(0);
  }
}
