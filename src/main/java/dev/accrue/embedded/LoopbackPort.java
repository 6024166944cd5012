package dev.accrue.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// The port that the server will listen on, tried before anything is started for it.
final class LoopbackPort {

  private static final int MAX_PORT = 65_535;

  private LoopbackPort() {}

  /// @throws IllegalStateException with the fix when nobody could listen there
  static void requireFree(int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalStateException("--port is %d; give 1 to %d".formatted(port, MAX_PORT));
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "port %d is in use (%s); stop what listens there, or pass --port with another"
              .formatted(port, e.getMessage()),
          e);
    }
  }
}
