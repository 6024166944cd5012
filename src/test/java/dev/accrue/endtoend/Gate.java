package dev.accrue.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// The network between one client and some servers: connections go to the servers in turn, past
/// those that take none. While it is cut nothing passes in either direction and no connection is
/// refused or closed, as when a cable is pulled.
final class Gate implements AutoCloseable {

  private static final int CONNECT_MILLIS = 1_000;

  private final ServerSocket listener;
  private final List<Integer> servers;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Lock lock = new ReentrantLock();
  private final Condition restored = lock.newCondition();
  private final AtomicInteger turn = new AtomicInteger();
  private boolean cut;

  /// @param servers ports on this machine
  Gate(List<Integer> servers) throws IOException {
    this.servers = servers;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("gate").start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  void cut() {
    change(true);
  }

  void restore() {
    change(false);
  }

  private void change(boolean toCut) {
    lock.lock();
    try {
      cut = toCut;
      restored.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitOpen() throws InterruptedException {
    lock.lock();
    try {
      while (cut) {
        restored.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket client) {
    try {
      awaitOpen();
      Socket server = connect();
      sockets.add(server);
      Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
    } catch (IOException e) {
      close(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket connect() throws IOException {
    IOException last = new IOException("there is no server");
    int first = turn.getAndIncrement();
    for (int number = 0; number < servers.size(); number++) {
      int port = servers.get(Math.floorMod(first + number, servers.size()));
      Socket socket = new Socket();
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last;
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitOpen();
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One end has gone, and the other one learns of it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    restore();
    sockets.forEach(this::close);
  }
}
