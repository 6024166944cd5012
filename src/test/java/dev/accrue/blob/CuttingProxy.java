package dev.accrue.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands before a server and cuts connections in the middle of answers.
final class CuttingProxy implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger cutsLeft = new AtomicInteger();
  private final int serverPort;
  private volatile int cutAfterBytes;

  CuttingProxy(URI server) throws IOException {
    this.serverPort = server.getPort();
    Thread.startVirtualThread(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /// Cuts so many connections, each when it has passed on so many bytes in one go.
  void cut(int connections, int afterBytes) {
    cutAfterBytes = afterBytes;
    cutsLeft.set(connections);
  }

  int cutsLeft() {
    return cutsLeft.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        Thread.startVirtualThread(() -> pass(client, server, false));
        Thread.startVirtualThread(() -> pass(server, client, true));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[8192];
    int passed = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        passed += read;
        if (answers
            && passed > cutAfterBytes
            && cutsLeft.getAndUpdate(it -> Math.max(0, it - 1)) > 0) {
          return;
        }
      }
    } catch (IOException e) {
      // Either side has gone; closing tells the other.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
