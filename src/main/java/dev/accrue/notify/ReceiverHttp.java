package dev.accrue.notify;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Sends one POST over a connection of its own, and reads of the answer its status alone. Follows
/// no redirect, uses no proxy, and takes no more than a few lines from the receiver.
///
/// The JDK's client looks names up itself and cannot be told which address to connect to; here the
/// connection goes to an address that was looked at, while TLS still asks for the name.
@Component
class ReceiverHttp {

  private static final int FIRST_FINAL_STATUS = 200;

  private final ReceiverAddresses addresses;
  private final NotificationProperties properties;
  private final SSLSocketFactory tls;

  @Autowired
  ReceiverHttp(ReceiverAddresses addresses, NotificationProperties properties) {
    this(addresses, properties, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  ReceiverHttp(
      ReceiverAddresses addresses, NotificationProperties properties, SSLSocketFactory tls) {
    this.addresses = addresses;
    this.properties = properties;
    this.tls = tls;
  }

  /// Sends JSON.
  ///
  /// @return the status of the answer
  int post(URI url, Map<String, String> headers, byte[] json) throws IOException {
    try (Socket connection = connect(url);
        Socket socket = secured(connection, url)) {
      socket.getOutputStream().write(request(url, headers, json));
      socket.getOutputStream().flush();
      return readStatus(new AnswerLines(socket.getInputStream()));
    } catch (SocketTimeoutException _) {
      throw new IOException(properties.noAnswer());
    }
  }

  private Socket connect(URI url) throws IOException {
    IOException failure = null;
    for (InetAddress address : addresses.resolve(url.getHost())) {
      // Not through a proxy that the JVM was told of: it would look the name up again.
      Socket socket = new Socket(Proxy.NO_PROXY);
      try {
        int millis = (int) properties.timeout().toMillis();
        socket.connect(new InetSocketAddress(address, port(url)), millis);
        socket.setSoTimeout(millis);
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw new IOException("no connection to %s".formatted(url.getHost()), failure);
  }

  private Socket secured(Socket connection, URI url) throws IOException {
    if (!isSecure(url)) {
      return connection;
    }
    SSLSocket socket = (SSLSocket) tls.createSocket(connection, url.getHost(), port(url), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] request(URI url, Map<String, String> headers, byte[] json) {
    URI ascii = URI.create(url.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", ascii.getRawAuthority());
    all.put("Connection", "close");
    all.put("User-Agent", "Accrue");
    all.put("Content-Type", "application/json");
    all.put("Content-Length", Integer.toString(json.length));
    all.putAll(headers);
    StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
    all.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(json);
    return request.toByteArray();
  }

  /// Passes over the interim answers that a server may send first.
  private static int readStatus(AnswerLines lines) throws IOException {
    int status = lines.readStatus();
    while (status < FIRST_FINAL_STATUS) {
      lines.skipHeaders();
      status = lines.readStatus();
    }
    return status;
  }

  private static int port(URI url) {
    int standard = isSecure(url) ? 443 : 80;
    return url.getPort() < 0 ? standard : url.getPort();
  }

  private static boolean isSecure(URI url) {
    return url.getScheme().equals("https");
  }

  /// The first lines of an answer.
  private static final class AnswerLines {

    private static final int MAX_BYTES = 16_384;

    private final InputStream in;
    private int read;

    AnswerLines(InputStream in) {
      this.in = new BufferedInputStream(in);
    }

    int readStatus() throws IOException {
      String line = readLine();
      if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
        throw new IOException("the answer is no HTTP/1.1");
      }
      return Integer.parseInt(line.substring(9, 12));
    }

    void skipHeaders() throws IOException {
      while (!readLine().isEmpty()) {
        // Nothing of them is wanted.
      }
    }

    private String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0 || ++read > MAX_BYTES) {
          throw new IOException("the answer broke off or does not end");
        }
        line.append((char) next);
      }
      return line.toString().stripTrailing();
    }
  }
}
