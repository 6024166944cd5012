package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a server that answers what the test says, byte for byte.
class ReceiverHttpTest {

  private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

  /// What names lead to, each time that one is asked for.
  private final Deque<String> answers = new ArrayDeque<>();

  private ReceiverHttp http(String... allowedNetworks) {
    NotificationProperties properties = TestProperties.allowing(allowedNetworks);
    HostLookup lookup =
        host -> {
          String address = answers.poll();
          if (address == null) {
            throw new UnknownHostException(host);
          }
          return List.of(InetAddress.getByName(address));
        };
    return new ReceiverHttp(
        new ReceiverAddresses(properties, lookup),
        properties,
        (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// Answers one connection, and returns what came over it.
  private static CompletableFuture<String> serve(ServerSocket server, String answer) {
    return CompletableFuture.supplyAsync(() -> {
      try (Socket socket = server.accept()) {
        StringBuilder request = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (!request.toString().endsWith("{\"a\":1}")) {
          request.append((char) in.read());
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return request.toString();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static URI url(ServerSocket server, String path) {
    return URI.create("http://receiver.test:%d%s".formatted(server.getLocalPort(), path));
  }

  @Test
  void sendsWhatHttpAsksFor() throws Exception {
    try (ServerSocket server = listen()) {
      answers.add("127.0.0.1");
      CompletableFuture<String> request = serve(server, "HTTP/1.1 204 No Content\r\n\r\n");

      int status =
          http("127.0.0.0/8").post(url(server, "/a%20b/ä?c=d"), Map.of("Accrue-X", "y"), BODY);

      assertThat(status).isEqualTo(204);
      assertThat(request.get().lines())
          .containsExactly(
              "POST /a%20b/%C3%A4?c=d HTTP/1.1",
              "Host: receiver.test:" + server.getLocalPort(),
              "Connection: close",
              "User-Agent: Accrue",
              "Content-Type: application/json",
              "Content-Length: 7",
              "Accrue-X: y",
              "",
              "{\"a\":1}");
    }
  }

  @Test
  void connectsToTheAddressThatItLookedAt() throws Exception {
    try (ServerSocket server = listen()) {
      // Looked up twice, the name would lead elsewhere the second time.
      answers.add("127.0.0.1");
      answers.add("10.255.255.1");
      CompletableFuture<String> request = serve(server, "HTTP/1.1 200 OK\r\n\r\n");

      assertThat(http("127.0.0.0/8").post(url(server, "/"), Map.of(), BODY)).isEqualTo(200);

      assertThat(request.get()).contains("Host: receiver.test");
      assertThat(answers).hasSize(1);
    }
  }

  @Test
  void aNameThatNowLeadsToAPrivateAddressIsNotConnectedTo() throws Exception {
    try (ServerSocket server = listen()) {
      server.setSoTimeout(1);
      answers.add("127.0.0.1");

      assertThatThrownBy(() -> http().post(url(server, "/"), Map.of(), BODY))
          .isInstanceOf(IOException.class)
          .hasMessage(ReceiverAddresses.refusal("receiver.test"))
          .hasMessageNotContaining("127.0.0.1");
      assertThatThrownBy(server::accept).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::"
      })
  void privateAddressesAreRefusedWhateverTheNameIs(String address) {
    answers.add(address);

    assertThatThrownBy(() -> http().post(URI.create("https://receiver.test/"), Map.of(), BODY))
        .isInstanceOf(IOException.class)
        .hasMessage(ReceiverAddresses.refusal("receiver.test"));
  }

  @Test
  void anAllowedNetworkAllowsNoOther() {
    answers.add("10.1.0.1");

    assertThatThrownBy(
            () -> http("10.0.0.0/16").post(URI.create("http://receiver.test/"), Map.of(), BODY))
        .hasMessage(ReceiverAddresses.refusal("receiver.test"));
  }

  @Test
  void interimAnswersArePassedOver() throws Exception {
    assertThat(answered("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.0 202\r\n\r\n"))
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "hello\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 999 OK\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n"
      })
  void otherAnswersAreNone(String answer) {
    assertThatThrownBy(() -> answered(answer)).isInstanceOf(IOException.class);
  }

  @Test
  void endlessHeadersAreNotRead() {
    assertThatThrownBy(() -> answered("HTTP/1.1 103 Early Hints\r\n" + "A: b\r\n".repeat(10_000)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> answered("HTTP/1.1 200 " + "a".repeat(100_000)))
        .isInstanceOf(IOException.class);
  }

  private int answered(String answer) throws IOException {
    try (ServerSocket server = listen()) {
      answers.add("127.0.0.1");
      CompletableFuture<String> request = serve(server, answer);
      try {
        return http("127.0.0.0/8").post(url(server, "/"), Map.of(), BODY);
      } finally {
        request.handle((_, _) -> null).get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
